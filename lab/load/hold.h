#pragma once

#include <memory>
#include <vector>

#include "lab/load/load_connection.h"
#include "lab/load/options.h"
#include "lab/load/process_meter.h"

namespace farthing::lab {

struct HoldResult {
  uint64_t wanted = 0;
  uint64_t held = 0;        // streams that were open, their first event read, all at once
  uint64_t lost = 0;        // streams that ended before their time was up
  std::string first_error;  // of the first that was lost
  Duration opening{0};      // from the first request to the last first event
  uint64_t pss_before = 0;  // of the watched processes: before, with all open, at the end
  uint64_t pss_open = 0;
  uint64_t pss_end = 0;
};

// Opens options.hold streams, a few at a time, and holds them all for options.duration. The
// upstream must send a first event and then take its time. Made and run once, on one thread.
class Hold final : public LoadConnection::Owner {
 public:
  Hold(const Target& target, const LoadOptions& options, const ProcessMeter& meter,
       const Clock& clock);

  HoldResult Run();

  void OnFirstEvent(LoadConnection& connection) override;
  void OnEventDelay(Duration) override {}
  void OnFinished(LoadConnection& connection, const Exchange& exchange) override;

 private:
  struct Deadline final : Handler {
    explicit Deadline(Hold& owner) : hold(owner) {}
    void OnReady(uint32_t) override {}
    void OnTimer() override { hold.OnDeadline(); }
    Hold& hold;
  };

  void OpenNext();
  void OnAllOpen();
  void OnDeadline();

  const LoadOptions& options_;
  const ProcessMeter& meter_;
  Loop loop_;
  RequestTemplate request_;
  std::vector<std::unique_ptr<LoadConnection>> connections_;
  Deadline deadline_{*this};
  MonotonicTime begin_;
  size_t next_ = 0;
  uint64_t settled_ = 0;  // opened or lost
  bool all_open_ = false;
  HoldResult result_;
};

}  // namespace farthing::lab
