/* Loaded before the C library (LD_PRELOAD): sees every step that a process takes on the files under one folder.
 *
 * Four things can be asked of it, from the same process through the steps_* functions:
 *   record       write every step with its bytes to a log, from which any power cut can be played (power_cut.py)
 *   die at k     SIGKILL this process at its k-th step: before it, or half way through it if it is a write
 *   full from k  from the k-th step on the disk has no room: ENOSPC
 *   sync delay   every fsync takes so many microseconds longer
 * Files opened by the C library itself (fopen) are not seen; the tests prove that none are used.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define FILES 4096

enum kind { OPEN = 1, WRITE, TRUNCATE, SYNC, RENAME, UNLINK, MKDIR, RMDIR, SYNC_FOLDER };

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static char root[PATH_MAX];
static size_t root_length;
static char *path_of[FILES]; /* by file descriptor; NULL: not ours */
static int appends[FILES];
static int log_fd = -1;
static long steps, die_at = -1, full_from = -1, sync_delay_us;
static int die_half;
static long kinds[16];

/* ---- asked for from Python ---- */

void steps_watch(const char *folder) {
    root_length = strlen(folder);
    memcpy(root, folder, root_length + 1);
    steps = 0;
    memset(kinds, 0, sizeof kinds);
}
void steps_record(const char *log) { log_fd = open(log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600); }
void steps_die_at(long step, int half) { die_at = step; die_half = half; }
void steps_full_from(long step) { full_from = step; }
void steps_delay(long microseconds) { sync_delay_us = microseconds; }
long steps_taken(void) { return steps; }
long steps_of_kind(int kind) { return kinds[kind]; }

__attribute__((constructor)) static void from_environment(void) { /* for a server, which cannot be asked */
    const char *delay = getenv("STEPS_SYNC_DELAY_US");
    if (delay) sync_delay_us = atol(delay);
}

/* ---- what a step does besides itself ---- */

static int watched(const char *path) {
    if (!root_length || strncmp(path, root, root_length) || (path[root_length] && path[root_length] != '/')) return 0;
    size_t length = strlen(path);
    return !(length > 4 && !strcmp(path + length - 4, "-shm")); /* shared memory, rebuilt by whoever opens next */
}

static void put(const void *bytes, size_t length) {
    const char *from = bytes;
    while (length) {
        ssize_t done = syscall(SYS_write, log_fd, from, length);
        if (done <= 0) _exit(99);
        from += done;
        length -= done;
    }
}

/* kind, two texts, two numbers, bytes */
static void note(enum kind kind, const char *path, const char *other, int64_t one, int64_t two, const void *bytes,
                 uint32_t length) {
    if (log_fd < 0) return;
    uint32_t head[4] = {kind, strlen(path), other ? strlen(other) : 0, length};
    int64_t numbers[2] = {one, two};
    put(head, sizeof head);
    put(numbers, sizeof numbers);
    put(path, head[1]);
    if (other) put(other, head[2]);
    if (length) put(bytes, length);
}

static void die(void) {
    syscall(SYS_kill, syscall(SYS_getpid), SIGKILL);
    for (;;) pause();
}

/* Counts the step; dies if this is the one, unless it is a write of which half is to be done first. */
static int begins(enum kind kind, int is_write) {
    steps++;
    kinds[kind]++;
    if (steps == die_at) {
        if (die_half && is_write) return 1;
        die();
    }
    return 0;
}

static int no_room(void) {
    if (full_from < 0 || steps < full_from) return 0;
    errno = ENOSPC;
    return 1;
}

static const char *absolute(int folder, const char *path, char *into) {
    if (path[0] == '/') return path;
    char base[PATH_MAX];
    if (folder == AT_FDCWD) {
        if (!getcwd(base, sizeof base)) return path;
    } else if (folder >= 0 && folder < FILES && path_of[folder]) {
        strcpy(base, path_of[folder]);
    } else {
        char link[64];
        char *at = link;
        memcpy(at, "/proc/self/fd/", 14);
        at += 14;
        char digits[12];
        int n = 0, number = folder;
        if (number < 0) return path;
        do digits[n++] = '0' + number % 10; while (number /= 10);
        while (n) *at++ = digits[--n];
        *at = 0;
        ssize_t length = readlink(link, base, sizeof base - 1);
        if (length < 0) return path;
        base[length] = 0;
    }
    size_t length = strlen(base);
    if (length + strlen(path) + 2 > PATH_MAX) return path;
    memcpy(into, base, length);
    into[length] = '/';
    strcpy(into + length + 1, path);
    return into;
}

/* ---- opening and closing ---- */

static int opened(int fd, const char *path, int flags, int existed) {
    if (fd < 0 || fd >= FILES) return fd;
    free(path_of[fd]);
    path_of[fd] = strdup(path);
    appends[fd] = (flags & O_APPEND) != 0;
    if (flags & O_ACCMODE) {
        if (!existed) note(OPEN, path, NULL, 0, 0, NULL, 0);
        if (existed && (flags & O_TRUNC)) note(TRUNCATE, path, NULL, 0, 0, NULL, 0);
    }
    return fd;
}

static int open_step(int folder, const char *path, int flags, mode_t mode) {
    char whole[PATH_MAX];
    const char *name = absolute(folder, path, whole);
    if (!watched(name)) return syscall(SYS_openat, folder, path, flags, mode);
    pthread_mutex_lock(&gate);
    struct stat about;
    int existed = fstatat(folder, path, &about, 0) == 0;
    int changes = (flags & O_ACCMODE) && ((flags & O_CREAT && !existed) || (flags & O_TRUNC && existed));
    int fd;
    if (changes && (begins(OPEN, 0), no_room()) && !existed)
        fd = -1;
    else
        fd = opened(syscall(SYS_openat, folder, path, flags, mode), name, flags, existed);
    pthread_mutex_unlock(&gate);
    return fd;
}

#define MODE_OF(flags) \
    mode_t mode = 0; \
    if ((flags) & (O_CREAT | __O_TMPFILE)) { \
        va_list more; \
        va_start(more, flags); \
        mode = va_arg(more, mode_t); \
        va_end(more); \
    }

int open(const char *path, int flags, ...) { MODE_OF(flags) return open_step(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE_OF(flags) return open_step(AT_FDCWD, path, flags | O_LARGEFILE, mode); }
int openat(int folder, const char *path, int flags, ...) { MODE_OF(flags) return open_step(folder, path, flags, mode); }
int openat64(int folder, const char *path, int flags, ...) { MODE_OF(flags) return open_step(folder, path, flags | O_LARGEFILE, mode); }

int close(int fd) {
    if (fd >= 0 && fd < FILES && path_of[fd]) {
        pthread_mutex_lock(&gate);
        free(path_of[fd]);
        path_of[fd] = NULL;
        pthread_mutex_unlock(&gate);
    }
    return syscall(SYS_close, fd);
}

/* ---- writing ---- */

static int ours(int fd) { return fd >= 0 && fd < FILES && path_of[fd] != NULL; }

static ssize_t write_step(int fd, const void *bytes, size_t length, off_t at, int here) {
    pthread_mutex_lock(&gate);
    int half = begins(WRITE, 1);
    ssize_t done;
    if (no_room()) {
        done = -1;
    } else {
        if (here) {
            struct stat about;
            at = appends[fd] && fstat(fd, &about) == 0 ? about.st_size : lseek(fd, 0, SEEK_CUR);
        }
        size_t wanted = half ? length / 2 : length;
        done = here ? syscall(SYS_write, fd, bytes, wanted) : syscall(SYS_pwrite64, fd, bytes, wanted, at);
        if (half) die();
        if (done > 0) note(WRITE, path_of[fd], NULL, at, 0, bytes, done);
    }
    pthread_mutex_unlock(&gate);
    return done;
}

ssize_t write(int fd, const void *bytes, size_t length) {
    return ours(fd) ? write_step(fd, bytes, length, 0, 1) : syscall(SYS_write, fd, bytes, length);
}
ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) {
    return ours(fd) ? write_step(fd, bytes, length, at, 0) : syscall(SYS_pwrite64, fd, bytes, length, at);
}
ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t at) { return pwrite(fd, bytes, length, at); }
ssize_t writev(int fd, const struct iovec *parts, int count) {
    if (!ours(fd)) return syscall(SYS_writev, fd, parts, count);
    ssize_t all = 0;
    for (int i = 0; i < count; i++) {
        ssize_t done = write_step(fd, parts[i].iov_base, parts[i].iov_len, 0, 1);
        if (done < 0) return all ? all : done;
        all += done;
        if ((size_t)done < parts[i].iov_len) break;
    }
    return all;
}

int ftruncate(int fd, off_t size) {
    if (!ours(fd)) return syscall(SYS_ftruncate, fd, size);
    pthread_mutex_lock(&gate);
    begins(TRUNCATE, 0);
    int done = syscall(SYS_ftruncate, fd, size);
    if (done == 0) note(TRUNCATE, path_of[fd], NULL, size, 0, NULL, 0);
    pthread_mutex_unlock(&gate);
    return done;
}
int ftruncate64(int fd, off64_t size) { return ftruncate(fd, size); }

/* ---- syncing ---- */

static int sync_step(int fd, int only_data) {
    if (sync_delay_us) usleep(sync_delay_us);
    if (!ours(fd)) return syscall(only_data ? SYS_fdatasync : SYS_fsync, fd);
    pthread_mutex_lock(&gate);
    struct stat about;
    int folder = fstat(fd, &about) == 0 && S_ISDIR(about.st_mode);
    begins(folder ? SYNC_FOLDER : SYNC, 0);
    int done = syscall(only_data ? SYS_fdatasync : SYS_fsync, fd);
    if (done == 0) note(folder ? SYNC_FOLDER : SYNC, path_of[fd], NULL, 0, 0, NULL, 0);
    pthread_mutex_unlock(&gate);
    return done;
}
int fsync(int fd) { return sync_step(fd, 0); }
int fdatasync(int fd) { return sync_step(fd, 1); }

/* ---- names ---- */

static int rename_step(int from_folder, const char *from, int to_folder, const char *to) {
    char one[PATH_MAX], two[PATH_MAX];
    const char *a = absolute(from_folder, from, one), *b = absolute(to_folder, to, two);
    if (!watched(a) && !watched(b)) return syscall(SYS_renameat, from_folder, from, to_folder, to);
    pthread_mutex_lock(&gate);
    begins(RENAME, 0);
    int done = no_room() ? -1 : syscall(SYS_renameat, from_folder, from, to_folder, to);
    if (done == 0) note(RENAME, a, b, 0, 0, NULL, 0);
    pthread_mutex_unlock(&gate);
    return done;
}
int rename(const char *from, const char *to) { return rename_step(AT_FDCWD, from, AT_FDCWD, to); }
int renameat(int from_folder, const char *from, int to_folder, const char *to) {
    return rename_step(from_folder, from, to_folder, to);
}
/* Names are not exchanged here: the program then renames one after the other, and each of these is a step. */
int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned int flags) {
    if (flags == 0) return rename_step(from_folder, from, to_folder, to);
    errno = ENOSYS;
    return -1;
}

static int unlink_step(int folder, const char *path, int flags) {
    char whole[PATH_MAX];
    const char *name = absolute(folder, path, whole);
    if (!watched(name)) return syscall(SYS_unlinkat, folder, path, flags);
    pthread_mutex_lock(&gate);
    enum kind kind = flags & AT_REMOVEDIR ? RMDIR : UNLINK;
    begins(kind, 0);
    int done = syscall(SYS_unlinkat, folder, path, flags);
    if (done == 0) note(kind, name, NULL, 0, 0, NULL, 0);
    pthread_mutex_unlock(&gate);
    return done;
}
int unlink(const char *path) { return unlink_step(AT_FDCWD, path, 0); }
int unlinkat(int folder, const char *path, int flags) { return unlink_step(folder, path, flags); }
int rmdir(const char *path) { return unlink_step(AT_FDCWD, path, AT_REMOVEDIR); }

static int mkdir_step(int folder, const char *path, mode_t mode) {
    char whole[PATH_MAX];
    const char *name = absolute(folder, path, whole);
    if (!watched(name)) return syscall(SYS_mkdirat, folder, path, mode);
    pthread_mutex_lock(&gate);
    struct stat about;
    if (fstatat(folder, path, &about, 0) != 0) begins(MKDIR, 0);
    int done = no_room() ? -1 : syscall(SYS_mkdirat, folder, path, mode);
    if (done == 0) note(MKDIR, name, NULL, 0, 0, NULL, 0);
    pthread_mutex_unlock(&gate);
    return done;
}
int mkdir(const char *path, mode_t mode) { return mkdir_step(AT_FDCWD, path, mode); }
int mkdirat(int folder, const char *path, mode_t mode) { return mkdir_step(folder, path, mode); }
