/*
 * kqueue(2) and kevent(2) for Linux, as far as KqueuePoller uses them, made of epoll(7). It lets the
 * contract tests run KqueuePoller where there is no BSD:
 *
 *   cc -shared -fPIC -o /tmp/kqueue.so wherry-io/src/test/c/kqueue.c
 *   mvn -pl wherry-io test -Ddev.wherry.kqueue.library=/tmp/kqueue.so
 *
 * It follows the manual pages of FreeBSD and macOS. That is less than one of these systems would
 * prove, and more than the encoding alone.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <time.h>

#define FILTER_READ (-1)
#define FILTER_WRITE (-2)
#define FLAG_ADD 0x0001
#define FLAG_DELETE 0x0002
#define FLAG_EOF 0x8000
#define DESCRIPTORS 65536
#define BATCH 256

struct kevent {
  uintptr_t ident;
  int16_t filter;
  uint16_t flags;
  uint32_t fflags;
  intptr_t data;
  void *udata;
};

/* What is registered: EPOLLIN and EPOLLOUT of each descriptor of each kqueue. */
static unsigned char *registered[DESCRIPTORS];

int kqueue(void) {
  int kq = epoll_create1(EPOLL_CLOEXEC);
  if (kq >= 0) {
    free(registered[kq]);
    registered[kq] = calloc(DESCRIPTORS, 1);
  }
  return kq;
}

static int change(int kq, const struct kevent *entry) {
  int fd = (int) entry->ident;
  unsigned char bit = entry->filter == FILTER_READ ? EPOLLIN : EPOLLOUT;
  unsigned char *mask = &registered[kq][fd];
  struct epoll_event event = {.events = *mask | EPOLLRDHUP, .data.fd = fd};
  if (epoll_ctl(kq, EPOLL_CTL_MOD, fd, &event) < 0) {
    if (errno != ENOENT) {
      return -1;
    }
    *mask = 0; /* never added, or closed since */
  }
  if (entry->flags & FLAG_DELETE) {
    if (!(*mask & bit)) {
      errno = ENOENT;
      return -1;
    }
    unsigned char rest = *mask & ~bit;
    event.events = rest | EPOLLRDHUP;
    if (epoll_ctl(kq, rest ? EPOLL_CTL_MOD : EPOLL_CTL_DEL, fd, &event) < 0) {
      return -1;
    }
    *mask = rest;
    return 0;
  }
  event.events = *mask | bit | EPOLLRDHUP;
  if (epoll_ctl(kq, *mask ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, &event) < 0) {
    return -1;
  }
  *mask |= bit;
  return 0;
}

static int report(struct kevent *entry, int fd, int filter, uint32_t found) {
  *entry = (struct kevent) {.ident = (uintptr_t) fd, .filter = filter, .flags = FLAG_ADD};
  int gone = (found & (EPOLLHUP | EPOLLERR)) != 0;
  if (gone || (filter == FILTER_READ && (found & EPOLLRDHUP))) {
    entry->flags |= FLAG_EOF;
  }
  if (found & EPOLLERR) {
    entry->fflags = ECONNRESET;
  }
  return 1;
}

int kevent(int kq, const struct kevent *changes, int nchanges, struct kevent *events, int nevents,
    const struct timespec *timeout) {
  for (int i = 0; i < nchanges; i++) {
    if (change(kq, &changes[i]) < 0) {
      return -1;
    }
  }
  if (nevents < 2) {
    return 0;
  }
  struct epoll_event found[BATCH];
  int most = nevents / 2 < BATCH ? nevents / 2 : BATCH; /* each may be two events */
  int n = epoll_pwait2(kq, found, most, timeout, NULL);
  int count = 0;
  for (int i = 0; i < n; i++) {
    uint32_t bits = found[i].events;
    int fd = found[i].data.fd;
    unsigned char mask = registered[kq][fd];
    if ((mask & EPOLLIN) && (bits & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR))) {
      count += report(&events[count], fd, FILTER_READ, bits);
    }
    if ((mask & EPOLLOUT) && (bits & (EPOLLOUT | EPOLLHUP | EPOLLERR))) {
      count += report(&events[count], fd, FILTER_WRITE, bits);
    }
  }
  return n < 0 ? n : count;
}
