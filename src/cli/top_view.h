#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "observe/snapshot.h"

namespace farthing::cli {

enum class TopStyle : uint8_t { kPlain, kTitle, kHeading, kAlert };

// One line of the screen; never wider than asked for.
struct TopLine {
  std::string text;
  TopStyle style = TopStyle::kPlain;
};

struct TopScreen {
  std::string address;  // of the gateway
  std::string notice;   // shown below the title; empty: none
  size_t width = 120;
  size_t height = 0;  // 0: as many lines as there are
};

// What `farthing top` shows of `now`: rates and quantiles since `earlier`, or since the gateway's
// start where that is null or was of a gateway that has been restarted meanwhile. A pure function.
std::vector<TopLine> RenderTop(const observe::LiveSnapshot& now,
                               const observe::LiveSnapshot* earlier, const TopScreen& screen);

// The lines one below another, without any control sequence.
std::string PlainText(std::span<const TopLine> lines);

// The same drawn over the last frame of an ANSI terminal.
std::string AnsiFrame(std::span<const TopLine> lines);

// "0", "12.3", "1234", "12.3k", "4.56M".
std::string FormatRate(double per_second);
// Dollars without their sign: "0", "<0.0001", "0.0123", "12.34", "12.3k", "-1.20".
std::string FormatAmount(double dollars);
// "0.42ms", "12.3ms", "123ms", "1.23s", "123s"; "-" for nothing measured.
std::string FormatSeconds(double seconds);

}  // namespace farthing::cli
