#include "evaluation/imaging/picture_worker.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <semaphore>
#include <stdexcept>

#include "evaluation/imaging/protocol.h"

namespace shopper::evaluation::imaging {
namespace {

using Clock = std::chrono::steady_clock;
using Slots = std::counting_semaphore<limits::workers_max>;

Error unavailable() { return refuse(ErrorKind::unavailable, "IMAGING_UNAVAILABLE", {"تعذرت معالجة الصورة الآن؛ حاول بعد قليل", "The picture cannot be processed at the moment; try again shortly"}); }
Error wrong_content(std::string code, Text text) {
  FieldErrors errors;
  errors.add("/content", std::move(code), std::move(text));
  return std::move(errors.result().error());
}
Error unreadable() { return wrong_content("EVIDENCE_UNREADABLE", {"تعذرت قراءة الصورة: الملف تالف أو ليس صورة", "The picture cannot be read: the file is damaged, or no picture"}); }

// A worker and our end of the socket that is its standard input and output. Whatever happens, the process ends with this object.
class Worker {
 public:
  explicit Worker(const std::string& program) {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return;
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    // What libraries grumble about a stranger's file is nothing for the log.
    ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
    std::string name = "shopper-imaging";
    char* const arguments[] = {name.data(), nullptr};
    char* const no_environment[] = {nullptr};
    if (::posix_spawn(&process_, program.c_str(), &actions, nullptr, arguments, no_environment) != 0) process_ = -1;
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
    socket_ = ends[0];
  }
  ~Worker() {
    if (socket_ >= 0) ::close(socket_);
    if (process_ > 0) end();
  }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  bool started() const { return process_ > 0; }

  // Sends `content` and gathers the answer; false when it is late, or says more than it may.
  bool exchange(std::string_view content, std::string& answer) {
    const auto until = Clock::now() + std::chrono::milliseconds(limits::time_ms_max);
    char chunk[1 << 16];
    for (;;) {
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count();
      if (left <= 0) return false;
      pollfd watched{socket_, static_cast<short>(content.empty() ? POLLIN : POLLIN | POLLOUT), 0};
      if (::poll(&watched, 1, static_cast<int>(left)) < 0 && errno != EINTR) return false;
      if (watched.revents & POLLOUT) {
        const auto sent = ::send(socket_, content.data(), content.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && (errno == EPIPE || errno == ECONNRESET)) content = {};   // it has made up its mind; its exit code says how
        if (sent > 0) content.remove_prefix(static_cast<std::size_t>(sent));
        if (content.empty()) ::shutdown(socket_, SHUT_WR);
      }
      if (!(watched.revents & (POLLIN | POLLHUP | POLLERR))) continue;
      const auto got = ::recv(socket_, chunk, sizeof chunk, MSG_DONTWAIT);
      if (got > 0) answer.append(chunk, static_cast<std::size_t>(got));
      else if (got == 0 || (errno != EAGAIN && errno != EINTR)) return true;
      if (answer.size() > limits::bytes_out_max + 64) return false;
    }
  }

  // Ends the process, if it has not done so, and says what became of it; -1 for anything but an exit of its own. It has closed its output
  // by now, or is late: a worker that exits does so at once.
  int wait() {
    for (int tries = 0; tries < 200; ++tries) {
      int status = 0;
      if (::waitpid(process_, &status, WNOHANG) == process_) {
        process_ = -1;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
      }
      ::poll(nullptr, 0, 5);
    }
    end();
    return -1;
  }

 private:
  void end() {
    ::kill(process_, SIGKILL);
    while (::waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
    }
    process_ = -1;
  }

  pid_t process_ = -1;
  int socket_ = -1;
};

Result<domain::Picture> outcome(int exit, std::string answer) {
  switch (exit) {
    case Exit::done: break;
    case Exit::too_many_pixels: return wrong_content("EVIDENCE_TOO_MANY_PIXELS", {"الصورة أكبر من 50 مليون بكسل", "The picture has more than 50 million pixels"});
    case Exit::still_too_large: return wrong_content("EVIDENCE_TOO_LARGE", {"الملف أكبر من 5 ميغابايت", "The file is larger than 5 MiB"});
    case Exit::no_sandbox: return unavailable();
    default: return unreadable();   // also one that crashed or asked for what it may not: these bytes do it again each time
  }
  const auto line = answer.find('\n');
  if (line == std::string::npos) return unavailable();
  domain::Picture picture{answer.substr(0, line), answer.substr(line + 1)};
  if (domain::sniff_media_type(picture.content) != picture.content_type) return unavailable();
  return picture;
}

}  // namespace

CleanPicture picture_worker(const std::filesystem::path& program) {
  if (::access(program.c_str(), X_OK) != 0) throw std::runtime_error(program.string() + " is not there or cannot be run");
  return [program = program.string(), slots = std::make_shared<Slots>(limits::workers_max)](std::string_view content) -> Result<domain::Picture> {
    if (!slots->try_acquire_for(std::chrono::milliseconds(limits::wait_ms_max))) return unavailable();
    const std::shared_ptr<void> freed(nullptr, [&](void*) { slots->release(); });
    Worker worker(program);
    if (!worker.started()) return unavailable();
    std::string answer;
    if (!worker.exchange(content, answer)) return unreadable();
    return outcome(worker.wait(), std::move(answer));
  };
}

std::filesystem::path installed_worker() { return std::filesystem::read_symlink("/proc/self/exe").parent_path() / "shopper-imaging"; }

}  // namespace shopper::evaluation::imaging
