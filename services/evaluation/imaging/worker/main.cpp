// shopper-imaging: makes one picture anew (protocol.h) with no right to anything but that.
#include <unistd.h>

#include <cerrno>
#include <string>

#include "evaluation/imaging/worker/recode.h"
#include "evaluation/imaging/worker/sandbox.h"

namespace {

using namespace shopper::evaluation::imaging;

bool read_all(std::string& content) {
  char chunk[1 << 16];
  for (;;) {
    const auto got = ::read(STDIN_FILENO, chunk, sizeof chunk);
    if (got == 0) return true;
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 || content.size() + static_cast<std::size_t>(got) > limits::bytes_in_max) return false;
    content.append(chunk, static_cast<std::size_t>(got));
  }
}

bool write_all(const std::string& answer) {
  for (std::size_t done = 0; done < answer.size();) {
    const auto written = ::write(STDOUT_FILENO, answer.data() + done, answer.size() - done);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    done += static_cast<std::size_t>(written);
  }
  return true;
}

}  // namespace

// Ends by _exit: nothing is worth tidying up, and what would do so may want rights that are gone.
int main() {
  if (!limit_resources() || !start_library() || !give_up_rights()) ::_exit(Exit::no_sandbox);
  std::string content, answer;
  if (!read_all(content)) ::_exit(Exit::not_a_picture);
  const auto exit = recode(content, answer);
  ::_exit(exit == Exit::done && !write_all(answer) ? Exit::no_sandbox : exit);
}
