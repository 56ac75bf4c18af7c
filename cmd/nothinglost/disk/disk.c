/* Stands between a program and the disk, below a folder: it records what is
 * written and flushed there, for power.go, and has writes and flushes fail with
 * the error whose number a certain file holds, while that file exists, for
 * refuse.go. It is loaded before the C library and so sees SQLite's calls and not
 * those of Go, which go to the kernel by themselves.
 *
 * Each record is a line "OP OFFSET LENGTH PATH\n", then LENGTH bytes: C created,
 * W written, T cut to OFFSET bytes, S flushed, U removed. It is written in one
 * call, after the call that it tells of has succeeded, to a file that is only
 * appended to: clients write to it as well. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { files = 4096, names = 512 };

static char paths[files][names]; /* by descriptor, "" for those of no interest */
static int record_fd = -1;
static const char *prefix, *fails;

__attribute__((constructor)) static void begin(void) {
	const char *log = getenv("DISK_RECORD");
	prefix = getenv("DISK_BELOW");
	fails = getenv("DISK_FAILS");
	if (log && prefix)
		record_fd = syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
}

static void record(char op, const char *path, long offset, long length, const void *data) {
	if (record_fd < 0)
		return;
	char head[names + 64];
	int n = snprintf(head, sizeof head, "%c %ld %ld %s\n", op, offset, length, path);
	struct iovec parts[2] = {{head, n}, {(void *)data, data ? length : 0}};
	if (writev(record_fd, parts, 2) < 0)
		abort(); /* a record with a gap proves nothing */
}

static const char *of(int fd) { return fd >= 0 && fd < files && paths[fd][0] ? paths[fd] : NULL; }

static int opened(int fd, const char *path, int flags) {
	size_t n = strlen(path);
	if (!prefix || fd < 0 || fd >= files || n >= names)
		return fd;
	paths[fd][0] = 0;
	if (strncmp(path, prefix, strlen(prefix)) || (n > 4 && !strcmp(path + n - 4, "-shm")))
		return fd;
	strcpy(paths[fd], path);
	if (flags & O_CREAT)
		record('C', path, 0, 0, NULL);
	return fd;
}

/* failing is the error with which the disk fails now, 0 while it does not. */
static int failing(int fd) {
	char number[8] = "";
	if (!fails || !of(fd))
		return 0;
	int now = syscall(SYS_openat, AT_FDCWD, fails, O_RDONLY | O_CLOEXEC);
	if (now < 0)
		return 0;
	if (syscall(SYS_read, now, number, sizeof number - 1) < 0)
		number[0] = 0;
	syscall(SYS_close, now);
	return atoi(number);
}

#define FAIL(fd)                \
	if ((errno = failing(fd)))  \
		return -1;

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define OPEN(name)                                     \
	int name(const char *path, int flags, ...) {       \
		va_list rest;                                  \
		va_start(rest, flags);                         \
		mode_t mode = va_arg(rest, int);               \
		va_end(rest);                                  \
		return opened(NEXT(name)(path, flags, mode), path, flags); \
	}
OPEN(open)
OPEN(open64)

int close(int fd) {
	if (fd >= 0 && fd < files)
		paths[fd][0] = 0;
	return NEXT(close)(fd);
}

#define PWRITE(name, type)                                           \
	ssize_t name(int fd, const void *data, size_t n, type offset) {  \
		FAIL(fd)                                                     \
		ssize_t done = NEXT(name)(fd, data, n, offset);              \
		if (done > 0 && of(fd))                                      \
			record('W', of(fd), offset, done, data);                 \
		return done;                                                 \
	}
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define CUT(name, type)                            \
	int name(int fd, type size) {                  \
		int failed = NEXT(name)(fd, size);         \
		if (!failed && of(fd))                     \
			record('T', of(fd), size, 0, NULL);    \
		return failed;                             \
	}
CUT(ftruncate, off_t)
CUT(ftruncate64, off64_t)

#define FLUSH(name)                                \
	int name(int fd) {                             \
		if (failing(fd) == EIO)                    \
			FAIL(fd)                               \
		int failed = NEXT(name)(fd);               \
		if (!failed && of(fd))                     \
			record('S', of(fd), 0, 0, NULL);       \
		return failed;                             \
	}
FLUSH(fsync)
FLUSH(fdatasync)

int unlink(const char *path) {
	int failed = NEXT(unlink)(path);
	if (!failed && prefix && !strncmp(path, prefix, strlen(prefix)))
		record('U', path, 0, 0, NULL);
	return failed;
}
