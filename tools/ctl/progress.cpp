#include "progress.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace shopperctl {
namespace {
constexpr std::size_t bar_width = 30;
constexpr long long redraw_ms = 80;
}  // namespace

Progress::Progress(std::string name, std::size_t total, bool quiet)
    : name_(std::move(name)), total_(total), quiet_(quiet), terminal_(::isatty(STDERR_FILENO) != 0) {
  if (!quiet_ && terminal_) draw(0);
}

Progress::~Progress() {
  if (!finished_ && !quiet_ && terminal_) std::fputc('\n', stderr);
}

void Progress::advance() {
  const auto done = ++done_;
  if (quiet_ || !terminal_) return;
  const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start_).count();
  auto last = drawn_at_ms_.load();
  if (now - last >= redraw_ms && drawn_at_ms_.compare_exchange_strong(last, now)) draw(done);
}

void Progress::draw(std::size_t done) {
  const double share = total_ == 0 ? 0 : std::min(1.0, static_cast<double>(done) / static_cast<double>(total_));
  const auto filled = static_cast<std::size_t>(share * bar_width);
  std::string bar(filled, '#');
  bar.resize(bar_width, '.');
  std::fprintf(stderr, "\r%-28s [%s] %3.0f%% %zu/%zu", name_.c_str(), bar.c_str(), share * 100, done, total_);
  std::fflush(stderr);
}

void Progress::finish(const std::string& remark) {
  finished_ = true;
  if (quiet_) return;
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  if (terminal_) draw(std::max(done_.load(), total_));
  if (terminal_) std::fprintf(stderr, " %.1f s%s%s\n", seconds, remark.empty() ? "" : "  ", remark.c_str());
  else std::fprintf(stderr, "%-28s %zu done in %.1f s%s%s\n", name_.c_str(), done_.load(), seconds, remark.empty() ? "" : "  ", remark.c_str());
}

}  // namespace shopperctl
