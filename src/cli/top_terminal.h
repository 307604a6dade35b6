#pragma once

#include <signal.h>
#include <termios.h>

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/clock.h"

namespace farthing::cli {

// A terminal taken over for a full-screen view: alternate screen, no cursor, keys without echo or
// Enter. The destructor gives it back as it was. Signals that end a program or resize the terminal
// are events meanwhile, for the calling thread. One at a time.
class TopTerminal {
 public:
  struct Size {
    size_t width = 80, height = 24;
  };
  enum class Event : uint8_t { kTimeout, kResize, kQuit };

  // REQUIRES: `output` is a terminal. `input` may be anything: keys are read if it is one too.
  TopTerminal(int input, int output);
  ~TopTerminal();
  TopTerminal(const TopTerminal&) = delete;
  TopTerminal& operator=(const TopTerminal&) = delete;

  Size size() const;
  void Write(std::string_view text);  // what cannot be written is lost

  // Waits for at most `timeout`. kQuit: `q`, Ctrl-C, Ctrl-D, end of input, or a signal to end.
  Event Wait(Duration timeout);

 private:
  Event ReadSignal();
  Event ReadKey();

  const int input_, output_;
  termios saved_mode_{};
  const bool has_keys_;
  sigset_t saved_signals_{};
  int signals_ = -1;
};

}  // namespace farthing::cli
