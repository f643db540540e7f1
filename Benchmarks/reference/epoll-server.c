/*
 * The physical limit of the benchmarks: the least work a Modbus TCP server can do on Linux.
 *
 * One thread, level-triggered epoll, one read and one write for each readiness, FC3 answered from a
 * static array, nothing else implemented. Listens on 127.0.0.1 at a port the system picks, prints
 * "port N" and serves until it is killed.
 */
#define _GNU_SOURCE

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    REGISTER_COUNT = 256,
    REQUEST_SIZE = 12,
    READ_LIMIT = 125,
    INPUT_SIZE = 4096,
    OUTPUT_SIZE = (INPUT_SIZE / REQUEST_SIZE + 1) * (9 + 2 * READ_LIMIT),
    DESCRIPTOR_LIMIT = 65536,
    EVENT_COUNT = 256,
};

/* What came of a request and is not complete yet; only connections cut in the middle use it. */
typedef struct {
    size_t count;
    uint8_t bytes[REQUEST_SIZE];
} Remainder;

static uint8_t image[2 * REGISTER_COUNT];
static Remainder *remainders;

static void fail(const char *what) {
    perror(what);
    exit(EXIT_FAILURE);
}

/* Appends the answer to one FC3 request (or exception 01 to 03); returns its size. */
static size_t answer(const uint8_t *request, uint8_t *response) {
    unsigned address = (unsigned)request[8] << 8 | request[9];
    unsigned quantity = (unsigned)request[10] << 8 | request[11];
    uint8_t exception = 0;
    if (request[7] != 3) {
        exception = 1;
    } else if (quantity == 0 || quantity > READ_LIMIT) {
        exception = 3;
    } else if (address + quantity > REGISTER_COUNT) {
        exception = 2;
    }
    memcpy(response, request, 8);
    size_t size = exception != 0 ? 3 : 3 + 2 * (size_t)quantity;
    response[4] = 0;
    response[5] = (uint8_t)size;
    if (exception != 0) {
        response[7] |= 0x80;
        response[8] = exception;
    } else {
        response[8] = (uint8_t)(2 * quantity);
        memcpy(response + 9, image + 2 * address, 2 * (size_t)quantity);
    }
    return 6 + size;
}

/* Answers every whole request that a connection brought, with one write; -1 when it is over. */
static int serveConnection(int connection) {
    static uint8_t input[REQUEST_SIZE + INPUT_SIZE];
    static uint8_t output[OUTPUT_SIZE];
    Remainder *remainder = &remainders[connection];
    memcpy(input, remainder->bytes, remainder->count);
    ssize_t received = read(connection, input + remainder->count, INPUT_SIZE);
    if (received <= 0) return -1;
    size_t available = remainder->count + (size_t)received;
    size_t used = 0;
    size_t written = 0;
    while (available - used >= REQUEST_SIZE) {
        if (input[used + 4] != 0 || input[used + 5] != 6) return -1;
        written += answer(input + used, output + written);
        used += REQUEST_SIZE;
    }
    remainder->count = available - used;
    memcpy(remainder->bytes, input + used, remainder->count);
    if (written == 0) return 0;
    return write(connection, output, written) == (ssize_t)written ? 0 : -1;
}

static void watch(int poller, int descriptor) {
    struct epoll_event event = {.events = EPOLLIN, .data.fd = descriptor};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, descriptor, &event) != 0) fail("epoll_ctl");
}

static void acceptConnection(int poller, int listener) {
    int connection = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    if (connection < 0) return;
    if (connection >= DESCRIPTOR_LIMIT) {
        close(connection);
        return;
    }
    int on = 1;
    setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    remainders[connection].count = 0;
    watch(poller, connection);
}

static int openListener(void) {
    struct sockaddr_in address = {.sin_family = AF_INET};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (listener < 0) fail("socket");
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0) fail("bind");
    if (listen(listener, 512) != 0) fail("listen");
    socklen_t length = sizeof address;
    if (getsockname(listener, (struct sockaddr *)&address, &length) != 0) fail("getsockname");
    printf("port %u\n", (unsigned)ntohs(address.sin_port));
    fflush(stdout);
    return listener;
}

static void raiseDescriptorLimit(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

int main(void) {
    signal(SIGPIPE, SIG_IGN);
    raiseDescriptorLimit();
    remainders = calloc(DESCRIPTOR_LIMIT, sizeof *remainders);
    if (remainders == NULL) fail("calloc");
    for (int index = 0; index < 2 * REGISTER_COUNT; index++) image[index] = (uint8_t)(index * 7);
    int poller = epoll_create1(EPOLL_CLOEXEC);
    if (poller < 0) fail("epoll_create1");
    int listener = openListener();
    watch(poller, listener);
    for (;;) {
        struct epoll_event events[EVENT_COUNT];
        int count = epoll_wait(poller, events, EVENT_COUNT, -1);
        for (int index = 0; index < count; index++) {
            int descriptor = events[index].data.fd;
            if (descriptor == listener) {
                acceptConnection(poller, listener);
            } else if (serveConnection(descriptor) != 0) {
                close(descriptor);
            }
        }
    }
}
