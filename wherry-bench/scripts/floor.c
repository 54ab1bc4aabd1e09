/*
 * The system calls of Wherry's control and data connections, and nothing else: what the kernel
 * takes for them is the least that an FTP server with one loop can cost. Not a server: it believes
 * its client everything, and holds a port for each.
 *
 *   cc -O2 -o floor floor.c && ./floor DIRECTORY PORT
 *   ./wherry bench load -u anonymous -p x -P PORT -k PID --work login -n 20     # or retr, stor
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum kind { LISTENER, CONTROL, DATA };

struct channel {
  enum kind kind;
  int fd;
  int passive; /* of a control connection: where its client connects to, or 0 */
  int port;
  int file; /* of a data connection: what is being stored */
  off_t position;
  struct channel *control;
};

static struct channel *channels[65536]; /* by descriptor */
static char buffer[256 * 1024];
static int poller;

static struct channel *watch(enum kind kind, int fd) {
  struct channel *channel = calloc(1, sizeof *channel);
  struct epoll_event event = {EPOLLIN, {.fd = fd}};
  channel->kind = kind;
  channel->fd = fd;
  channels[fd] = channel;
  epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event);
  return channel;
}

static void drop(struct channel *channel) {
  channels[channel->fd] = NULL;
  if (channel->passive > 0) close(channel->passive);
  close(channel->fd);
  free(channel);
}

static void say(struct channel *to, const char *reply, int flags) {
  send(to->fd, reply, strlen(reply), MSG_NOSIGNAL | flags);
}

static int listen_on(int port) {
  struct sockaddr_in at = {AF_INET, htons(port), {htonl(INADDR_LOOPBACK)}, {0}};
  int yes = 1;
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  if (bind(fd, (struct sockaddr *)&at, sizeof at) == 0 && listen(fd, 65535) == 0) return fd;
  close(fd);
  return -1;
}

static int accept_from(int listener) {
  struct sockaddr_in peer;
  socklen_t size = sizeof peer;
  return accept4(listener, (struct sockaddr *)&peer, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

/* The client connects before it sends the command, so there is nothing to wait for. */
static int data_of(struct channel *control) {
  int fd;
  while ((fd = accept_from(control->passive)) < 0 && errno == EAGAIN) {}
  return fd;
}

static void passive(struct channel *control) {
  static int port = 61000;
  char reply[100];
  while (control->passive <= 0) {
    control->port = port++;
    if (port == 65000) port = 61000;
    control->passive = listen_on(control->port);
  }
  sprintf(reply, "227 Entering passive mode (127,0,0,1,%d,%d).\r\n", control->port >> 8,
          control->port & 255);
  say(control, reply, 0);
}

static void retr(struct channel *control, const char *name) {
  char reply[100];
  struct stat found;
  int file = open(name, O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    say(control, "550 No such file.\r\n", 0);
    return;
  }
  fstat(file, &found);
  int data = data_of(control);
  ssize_t n = pread(file, buffer, found.st_size, 0); /* a small file */
  send(data, buffer, n, MSG_NOSIGNAL | MSG_MORE);
  recv(data, buffer, sizeof buffer, 0);
  shutdown(data, SHUT_WR);
  close(file);
  sprintf(reply, "125 Here it comes (%zd bytes).\r\n226 Transfer complete.\r\n", n);
  say(control, reply, 0);
  close(data);
}

static void stor(struct channel *control, const char *name) {
  struct stat found;
  fstatat(AT_FDCWD, name, &found, AT_SYMLINK_NOFOLLOW);
  int file = open(name, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
  struct channel *data = watch(DATA, data_of(control));
  data->file = file;
  data->control = control;
  say(control, "125 Ready to receive.\r\n", 0);
}

static void quit(struct channel *control) {
  say(control, "221 Goodbye.\r\n", MSG_MORE);
  recv(control->fd, buffer, sizeof buffer, 0);
  shutdown(control->fd, SHUT_WR);
  drop(control);
}

static void obey(struct channel *control, char *line) {
  char verb[5] = {0};
  memcpy(verb, line, strnlen(line, 4));
  if (!strcmp(verb, "USER")) say(control, "331 Password, please.\r\n", 0);
  else if (!strcmp(verb, "PASS")) say(control, "230 Welcome.\r\n", 0);
  else if (!strcmp(verb, "PASV")) passive(control);
  else if (!strcmp(verb, "RETR")) retr(control, line + 5);
  else if (!strcmp(verb, "STOR")) stor(control, line + 5);
  else if (!strcmp(verb, "QUIT")) quit(control);
  else if (!strcmp(verb, "DELE")) say(control, unlink(line + 5) ? "550 No.\r\n" : "250 Gone.\r\n", 0);
  else if (!strcmp(verb, "EPSV") || !strcmp(verb, "SIZE")) say(control, "500 Unknown.\r\n", 0);
  else say(control, "200 Fine.\r\n", 0);
}

/* A client that waits for each reply sends one line at a time. */
static void hear(struct channel *control) {
  static char line[4096];
  ssize_t n = recv(control->fd, line, sizeof line - 1, 0);
  if (n <= 0) {
    if (n == 0 || errno != EAGAIN) drop(control);
    return;
  }
  line[n] = 0;
  char *end = strstr(line, "\r\n");
  if (end) *end = 0;
  obey(control, line);
}

static void store(struct channel *data) {
  ssize_t n = recv(data->fd, buffer, sizeof buffer, 0);
  if (n > 0) {
    data->position += pwrite(data->file, buffer, n, data->position);
    return;
  }
  close(data->file);
  say(data->control, "226 Transfer complete.\r\n", 0);
  drop(data);
}

static void welcome(int listener) {
  for (int fd; (fd = accept_from(listener)) >= 0;) say(watch(CONTROL, fd), "220 Ready.\r\n", 0);
}

int main(int count, char **arguments) {
  if (count != 3 || chdir(arguments[1])) {
    fprintf(stderr, "floor DIRECTORY PORT\n");
    return 2;
  }
  poller = epoll_create1(EPOLL_CLOEXEC);
  int listener = listen_on(atoi(arguments[2]));
  if (listener < 0) {
    perror("cannot listen");
    return 1;
  }
  watch(LISTENER, listener);
  for (struct epoll_event events[512];;) {
    int n = epoll_wait(poller, events, 512, 60000);
    for (int i = 0; i < n; i++) {
      struct channel *channel = channels[events[i].data.fd];
      if (!channel) continue;
      if (channel->kind == LISTENER) welcome(channel->fd);
      else if (channel->kind == CONTROL) hear(channel);
      else store(channel);
    }
  }
}
