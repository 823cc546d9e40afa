#include "evaluation/imaging/worker/sandbox.h"

#include <seccomp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <cerrno>
#include <cstdio>
#include <initializer_list>

#include "evaluation/imaging/protocol.h"

namespace shopper::evaluation::imaging {
namespace {

bool limit(__rlimit_resource what, rlim_t most) {
  const rlimit bound{most, most};
  return ::setrlimit(what, &bound) == 0;
}

}  // namespace

bool limit_resources() {
  // When memory gets short, this process goes and not the service.
  if (std::FILE* score = std::fopen("/proc/self/oom_score_adj", "w")) {
    std::fputs("1000", score);
    std::fclose(score);
  }
  bool limited = ::prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && ::prctl(PR_SET_DUMPABLE, 0) == 0;
  limited = limited && limit(RLIMIT_CPU, limits::cpu_s_max) && limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_CORE, 0);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)   // they reserve address space by the terabyte
  limited = limited && limit(RLIMIT_AS, limits::memory_bytes_max);
#endif
  return limited;
}

bool give_up_rights() {
  // Whatever is not named fails as not permitted, which libraries take well; what only an intruder would ask for ends the process.
  scmp_filter_ctx filter = ::seccomp_init(SCMP_ACT_ERRNO(EPERM));
  if (!filter) return false;
  bool made = true;
  const auto rule = [&](std::uint32_t action, std::initializer_list<int> calls) {
    for (const int call : calls) made = made && ::seccomp_rule_add(filter, action, call, 0) == 0;
  };
  rule(SCMP_ACT_ALLOW, {SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(close), SCMP_SYS(lseek), SCMP_SYS(fstat), SCMP_SYS(newfstatat), SCMP_SYS(poll), SCMP_SYS(mmap), SCMP_SYS(munmap),
                        SCMP_SYS(mremap), SCMP_SYS(mprotect), SCMP_SYS(madvise), SCMP_SYS(brk), SCMP_SYS(futex), SCMP_SYS(clone), SCMP_SYS(set_robust_list), SCMP_SYS(rseq),
                        SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn), SCMP_SYS(sigaltstack), SCMP_SYS(gettid), SCMP_SYS(getpid), SCMP_SYS(tgkill),
                        SCMP_SYS(sched_yield), SCMP_SYS(sched_getaffinity), SCMP_SYS(getrandom), SCMP_SYS(clock_gettime), SCMP_SYS(clock_nanosleep), SCMP_SYS(gettimeofday),
                        SCMP_SYS(getrusage), SCMP_SYS(sysinfo), SCMP_SYS(prctl), SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(restart_syscall)});
  // The C library asks for clone3 first, and for clone when that is not there.
  rule(SCMP_ACT_ERRNO(ENOSYS), {SCMP_SYS(clone3)});
  rule(SCMP_ACT_KILL_PROCESS, {SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(fork), SCMP_SYS(vfork), SCMP_SYS(socket), SCMP_SYS(connect), SCMP_SYS(bind), SCMP_SYS(ptrace),
                               SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev), SCMP_SYS(bpf), SCMP_SYS(io_uring_setup), SCMP_SYS(unshare), SCMP_SYS(mount)});
  made = made && ::seccomp_load(filter) == 0;
  ::seccomp_release(filter);
  return made;
}

}  // namespace shopper::evaluation::imaging
