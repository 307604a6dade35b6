#include "cli/top_terminal.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>

namespace farthing::cli {

TopTerminal::TopTerminal(int input, int output)
    : input_(input), output_(output), has_keys_(tcgetattr(input, &saved_mode_) == 0) {
  sigset_t handled;
  sigemptyset(&handled);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH}) sigaddset(&handled, signal);
  pthread_sigmask(SIG_BLOCK, &handled, &saved_signals_);
  signals_ = signalfd(-1, &handled, SFD_CLOEXEC | SFD_NONBLOCK);
  if (has_keys_) {
    termios mode = saved_mode_;
    mode.c_lflag &= static_cast<tcflag_t>(~(ICANON | ECHO));
    mode.c_cc[VMIN] = 1;
    mode.c_cc[VTIME] = 0;
    mode.c_cc[VSUSP] = _POSIX_VDISABLE;  // a stopped program would leave its screen behind
    tcsetattr(input_, TCSADRAIN, &mode);
  }
  Write("\x1b[?1049h\x1b[?25l\x1b[2J");
}

TopTerminal::~TopTerminal() {
  Write("\x1b[?25h\x1b[?1049l");
  if (has_keys_) tcsetattr(input_, TCSADRAIN, &saved_mode_);
  // Taken here, a signal that came late does not kill the program on its way out.
  while (ReadSignal() != Event::kTimeout) {
  }
  close(signals_);
  pthread_sigmask(SIG_SETMASK, &saved_signals_, nullptr);
}

TopTerminal::Size TopTerminal::size() const {
  winsize window{};
  if (ioctl(output_, TIOCGWINSZ, &window) != 0 || window.ws_col == 0) return {};
  return {window.ws_col, window.ws_row};
}

void TopTerminal::Write(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(output_, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    text.remove_prefix(static_cast<size_t>(written));
  }
}

TopTerminal::Event TopTerminal::Wait(Duration timeout) {
  pollfd entries[] = {{signals_, POLLIN, 0}, {has_keys_ ? input_ : -1, POLLIN, 0}};
  const auto milliseconds = std::chrono::ceil<std::chrono::milliseconds>(timeout).count();
  if (poll(entries, 2, static_cast<int>(milliseconds)) <= 0) return Event::kTimeout;
  if (entries[0].revents != 0) return ReadSignal();
  return ReadKey();
}

TopTerminal::Event TopTerminal::ReadSignal() {
  signalfd_siginfo info{};
  if (read(signals_, &info, sizeof info) != sizeof info) return Event::kTimeout;
  return info.ssi_signo == SIGWINCH ? Event::kResize : Event::kQuit;
}

TopTerminal::Event TopTerminal::ReadKey() {
  constexpr std::string_view kQuitKeys = "qQ\x03\x04";
  char key = 0;
  if (read(input_, &key, 1) != 1) return Event::kQuit;
  return kQuitKeys.find(key) != std::string_view::npos ? Event::kQuit : Event::kResize;
}

}  // namespace farthing::cli
