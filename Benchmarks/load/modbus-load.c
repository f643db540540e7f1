/*
 * A Modbus TCP load generator: N connections, D requests in flight on each, FC3 over and over.
 *
 *   modbus-load --port PORT [--host 127.0.0.1] [--unit 1] [--last-unit UNIT] [--address 0]
 *               [--count 50] [--connections 32] [--depth 1] [--seconds 1] [--warm-up 0.1]
 *               [--compare] [--server-pid PID]
 *
 * One thread, one epoll. Every response is checked: transaction identifier (and so the order),
 * protocol, length, unit, function and byte count; with --compare also that the data of a unit are
 * those of its first response. With --last-unit the requests go round the units in turn. The
 * figures cover the `--seconds` after the warm-up; with --server-pid also the processor time that
 * all threads of that process took in them. Prints one JSON object; exit code 0 when nothing was
 * wrong.
 */
#define _GNU_SOURCE

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    REQUEST_SIZE = 12,
    RESPONSE_HEADER_SIZE = 9,
    REGISTERS_MAX = 125,
    RESPONSE_SIZE_MAX = RESPONSE_HEADER_SIZE + 2 * REGISTERS_MAX,
    DEPTH_MAX = 64,
    UNITS_MAX = 256,
    INPUT_SIZE = DEPTH_MAX * RESPONSE_SIZE_MAX,
    EVENT_COUNT = 256,
};

typedef struct {
    const char *host;
    uint16_t port;
    uint8_t firstUnit;
    uint8_t lastUnit;
    uint16_t address;
    uint16_t count;
    unsigned connections;
    unsigned depth;
    double seconds;
    double warmUp;
    bool compare;
    long serverPID;
} Options;

/* One connection. Requests are numbered from 0; number modulo depth is the place in `sentAt`. */
typedef struct {
    int descriptor;
    uint32_t sent;
    uint32_t received;
    uint8_t nextUnit;
    size_t inputCount;
    uint8_t units[DEPTH_MAX];
    uint64_t sentAt[DEPTH_MAX];
    uint8_t input[INPUT_SIZE];
} Connection;

/* The processor times of the server's threads. A thread that ends takes its figure with it. */
enum { THREADS_MAX = 4096 };

typedef struct {
    size_t count;
    struct {
        long number;
        uint64_t nanoseconds;
    } threads[THREADS_MAX];
} ServerTimes;

/* Latencies in a logarithmic histogram: 32 buckets for each power of two of nanoseconds. */
enum { SUB_BITS = 5, SUB_COUNT = 1 << SUB_BITS, BUCKET_COUNT = 64 * SUB_COUNT };

static Options options = {
    .host = "127.0.0.1",
    .firstUnit = 1,
    .count = 50,
    .connections = 32,
    .depth = 1,
    .seconds = 1,
    .warmUp = 0.1,
};
static uint64_t histogram[BUCKET_COUNT];
static uint64_t measuredRequests;
static uint64_t allRequests;
static uint64_t errors;
static unsigned openConnections;
static bool measuring;
static uint8_t firstData[UNITS_MAX][2 * REGISTERS_MAX];
static bool hasFirstData[UNITS_MAX];
static char firstError[128];

/* --- Small tools ------------------------------------------------------------------------------ */

static void fail(const char *what) {
    fprintf(stderr, "modbus-load: %s: %s\n", what, strerror(errno));
    exit(EXIT_FAILURE);
}

static uint64_t nowNanoseconds(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static void putWord(uint8_t *place, unsigned word) {
    place[0] = (uint8_t)(word >> 8);
    place[1] = (uint8_t)word;
}

static unsigned getWord(const uint8_t *place) { return (unsigned)place[0] << 8 | place[1]; }

static unsigned bucketOf(uint64_t nanoseconds) {
    if (nanoseconds < SUB_COUNT) return (unsigned)nanoseconds;
    unsigned shift = 63u - (unsigned)__builtin_clzll(nanoseconds) - SUB_BITS;
    return (shift + 1) * SUB_COUNT + (unsigned)((nanoseconds >> shift) - SUB_COUNT);
}

/* The middle of a bucket, in microseconds. */
static double microsecondsOf(unsigned bucket) {
    if (bucket < SUB_COUNT) return bucket / 1000.0;
    unsigned shift = bucket / SUB_COUNT - 1;
    double low = (double)((uint64_t)(bucket % SUB_COUNT + SUB_COUNT) << shift);
    return (low + (double)(UINT64_C(1) << shift) / 2) / 1000.0;
}

static double percentile(double fraction) {
    uint64_t rank = (uint64_t)(fraction * (double)measuredRequests);
    uint64_t seen = 0;
    for (unsigned bucket = 0; bucket < BUCKET_COUNT; bucket++) {
        seen += histogram[bucket];
        if (seen > rank) return microsecondsOf(bucket);
    }
    return 0;
}

/* The processor time of one thread of the server so far, in nanoseconds. */
static uint64_t threadNanoseconds(const char *thread) {
    char path[64 + sizeof((struct dirent *)0)->d_name];
    snprintf(path, sizeof path, "/proc/%ld/task/%s/schedstat", options.serverPID, thread);
    uint64_t nanoseconds = 0;
    FILE *file = fopen(path, "r");
    if (file == NULL) return 0;
    if (fscanf(file, "%" SCNu64, &nanoseconds) != 1) nanoseconds = 0;
    fclose(file);
    return nanoseconds;
}

/* Looks at every thread of the server; nothing without --server-pid. */
static void lookAtServer(ServerTimes *times) {
    times->count = 0;
    if (options.serverPID == 0) return;
    char path[64];
    snprintf(path, sizeof path, "/proc/%ld/task", options.serverPID);
    DIR *tasks = opendir(path);
    if (tasks == NULL) fail(path);
    for (struct dirent *task = readdir(tasks); task != NULL; task = readdir(tasks)) {
        if (task->d_name[0] == '.' || times->count == THREADS_MAX) continue;
        times->threads[times->count].number = atol(task->d_name);
        times->threads[times->count++].nanoseconds = threadNanoseconds(task->d_name);
    }
    closedir(tasks);
}

/* What the threads that are alive at the end took since the beginning. */
static uint64_t serverNanoseconds(const ServerTimes *begin, const ServerTimes *end) {
    uint64_t total = 0;
    for (size_t index = 0; index < end->count; index++) {
        uint64_t before = 0;
        for (size_t other = 0; other < begin->count; other++) {
            if (begin->threads[other].number != end->threads[index].number) continue;
            before = begin->threads[other].nanoseconds;
        }
        if (end->threads[index].nanoseconds > before) {
            total += end->threads[index].nanoseconds - before;
        }
    }
    return total;
}

/* --- Connections ------------------------------------------------------------------------------ */

/* Counts a fault, keeps the first one's words, and gives the connection up. */
static void giveUp(Connection *connection, const char *reason) {
    errors++;
    if (firstError[0] == 0) snprintf(firstError, sizeof firstError, "%s", reason);
    close(connection->descriptor);
    connection->descriptor = -1;
    openConnections--;
}

static void openConnection(Connection *connection, int poller) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(options.port)};
    if (inet_pton(AF_INET, options.host, &address.sin_addr) != 1) fail("--host");
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) fail("socket");
    if (connect(descriptor, (struct sockaddr *)&address, sizeof address) != 0) fail("connect");
    int on = 1;
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (fcntl(descriptor, F_SETFL, O_NONBLOCK) != 0) fail("fcntl");
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, descriptor, &event) != 0) fail("epoll_ctl");
    connection->descriptor = descriptor;
    connection->nextUnit = options.firstUnit;
    openConnections++;
}

static uint8_t takeUnit(Connection *connection) {
    uint8_t unit = connection->nextUnit;
    connection->nextUnit = unit == options.lastUnit ? options.firstUnit : (uint8_t)(unit + 1);
    return unit;
}

/* Sends requests, all in one write, until `depth` are in flight. */
static void fillPipeline(Connection *connection) {
    uint8_t output[DEPTH_MAX * REQUEST_SIZE] = {0};
    size_t size = 0;
    uint64_t now = nowNanoseconds();
    while (connection->sent - connection->received < options.depth) {
        uint8_t *request = output + size;
        uint32_t slot = connection->sent % options.depth;
        connection->units[slot] = takeUnit(connection);
        connection->sentAt[slot] = now;
        putWord(request, connection->sent & 0xFFFF);
        request[5] = 6;
        request[6] = connection->units[slot];
        request[7] = 3;
        putWord(request + 8, options.address);
        putWord(request + 10, options.count);
        connection->sent++;
        size += REQUEST_SIZE;
    }
    if (size == 0) return;
    ssize_t written = send(connection->descriptor, output, size, MSG_NOSIGNAL);
    if (written != (ssize_t)size) giveUp(connection, "cannot send");
}

/* Tells what is wrong with a response; NULL: nothing. */
static const char *faultOf(const Connection *connection, const uint8_t *response) {
    uint8_t unit = connection->units[connection->received % options.depth];
    size_t dataSize = 2u * options.count;
    if (getWord(response) != (connection->received & 0xFFFF)) return "wrong transaction identifier";
    if (getWord(response + 2) != 0) return "wrong protocol identifier";
    if (response[6] != unit) return "wrong unit";
    if (response[7] == (3 | 0x80)) return "exception";
    if (response[7] != 3) return "wrong function";
    if (getWord(response + 4) != 3 + dataSize) return "wrong length";
    if (response[8] != dataSize) return "wrong byte count";
    if (!options.compare) return NULL;
    if (!hasFirstData[unit]) {
        memcpy(firstData[unit], response + RESPONSE_HEADER_SIZE, dataSize);
        hasFirstData[unit] = true;
    }
    bool same = memcmp(firstData[unit], response + RESPONSE_HEADER_SIZE, dataSize) == 0;
    return same ? NULL : "data differ from the first response";
}

/* Checks the response at the head of the input; returns its size, 0 when it is not whole. */
static size_t takeResponse(Connection *connection, size_t offset, uint64_t now) {
    const uint8_t *response = connection->input + offset;
    size_t available = connection->inputCount - offset;
    if (available < RESPONSE_HEADER_SIZE) return 0;
    size_t size = 6 + getWord(response + 4);
    if (size >= RESPONSE_HEADER_SIZE && size <= RESPONSE_SIZE_MAX && available < size) return 0;
    const char *fault = connection->received == connection->sent ? "response without a request"
                                                                 : faultOf(connection, response);
    if (fault != NULL) {
        giveUp(connection, fault);
        return 0;
    }
    allRequests++;
    if (measuring) {
        measuredRequests++;
        histogram[bucketOf(now - connection->sentAt[connection->received % options.depth])]++;
    }
    connection->received++;
    return size;
}

/* Reads what a connection brought, checks it and sends as many requests again. */
static void serve(Connection *connection) {
    ssize_t received = recv(connection->descriptor, connection->input + connection->inputCount,
                            INPUT_SIZE - connection->inputCount, 0);
    if (received < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (received <= 0) {
        giveUp(connection, "connection closed by the server");
        return;
    }
    connection->inputCount += (size_t)received;
    uint64_t now = nowNanoseconds();
    size_t offset = 0;
    for (;;) {
        size_t size = takeResponse(connection, offset, now);
        if (connection->descriptor < 0) return;
        if (size == 0) break;
        offset += size;
    }
    connection->inputCount -= offset;
    memmove(connection->input, connection->input + offset, connection->inputCount);
    fillPipeline(connection);
}

/* Serves all connections until an instant. */
static void runUntil(int poller, uint64_t deadline) {
    struct epoll_event events[EVENT_COUNT];
    for (;;) {
        uint64_t now = nowNanoseconds();
        if (now >= deadline || openConnections == 0) return;
        int wait = (int)((deadline - now) / 1000000) + 1;
        int count = epoll_wait(poller, events, EVENT_COUNT, wait);
        for (int index = 0; index < count; index++) serve(events[index].data.ptr);
    }
}

/* --- Main ------------------------------------------------------------------------------------- */

static _Noreturn void usage(void) {
    fprintf(stderr,
            "usage: modbus-load --port PORT [--host IPv4] [--unit N] [--last-unit N]\n"
            "         [--address N] [--count N] [--connections N] [--depth N]\n"
            "         [--seconds S] [--warm-up S] [--compare] [--server-pid PID]\n");
    exit(64);
}

static unsigned long number(const char *text, unsigned long low, unsigned long high) {
    char *end = NULL;
    errno = 0;
    unsigned long value = strtoul(text, &end, 0);
    if (errno != 0 || end == text || *end != 0 || value < low || value > high) usage();
    return value;
}

static double duration(const char *text) {
    char *end = NULL;
    double value = strtod(text, &end);
    if (end == text || *end != 0 || !(value >= 0 && value <= 3600)) usage();
    return value;
}

static void parseOptions(int argc, char **argv) {
    static const struct option names[] = {
        {"host", required_argument, NULL, 'h'},        {"port", required_argument, NULL, 'p'},
        {"unit", required_argument, NULL, 'u'},        {"last-unit", required_argument, NULL, 'l'},
        {"address", required_argument, NULL, 'a'},     {"count", required_argument, NULL, 'c'},
        {"connections", required_argument, NULL, 'n'}, {"depth", required_argument, NULL, 'd'},
        {"seconds", required_argument, NULL, 's'},     {"warm-up", required_argument, NULL, 'w'},
        {"compare", no_argument, NULL, 'C'},           {"server-pid", required_argument, NULL, 'P'},
        {NULL, 0, NULL, 0},
    };
    int name;
    while ((name = getopt_long(argc, argv, "", names, NULL)) != -1) {
        switch (name) {
        case 'h': options.host = optarg; break;
        case 'p': options.port = (uint16_t)number(optarg, 1, 65535); break;
        case 'u': options.firstUnit = (uint8_t)number(optarg, 0, 255); break;
        case 'l': options.lastUnit = (uint8_t)number(optarg, 0, 255); break;
        case 'a': options.address = (uint16_t)number(optarg, 0, 65535); break;
        case 'c': options.count = (uint16_t)number(optarg, 1, REGISTERS_MAX); break;
        case 'n': options.connections = (unsigned)number(optarg, 1, 100000); break;
        case 'd': options.depth = (unsigned)number(optarg, 1, DEPTH_MAX); break;
        case 's': options.seconds = duration(optarg); break;
        case 'w': options.warmUp = duration(optarg); break;
        case 'C': options.compare = true; break;
        case 'P': options.serverPID = (long)number(optarg, 1, 1u << 30); break;
        default: usage();
        }
    }
    if (options.port == 0 || optind != argc) usage();
    if (options.lastUnit < options.firstUnit) options.lastUnit = options.firstUnit;
}

static void raiseDescriptorLimit(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

int main(int argc, char **argv) {
    static ServerTimes serverAtBegin;
    static ServerTimes serverAtEnd;
    parseOptions(argc, argv);
    signal(SIGPIPE, SIG_IGN);
    raiseDescriptorLimit();
    int poller = epoll_create1(EPOLL_CLOEXEC);
    if (poller < 0) fail("epoll_create1");
    Connection *connections = calloc(options.connections, sizeof *connections);
    if (connections == NULL) fail("calloc");
    for (unsigned index = 0; index < options.connections; index++) {
        openConnection(&connections[index], poller);
    }
    for (unsigned index = 0; index < options.connections; index++) {
        fillPipeline(&connections[index]);
    }

    runUntil(poller, nowNanoseconds() + (uint64_t)(options.warmUp * 1e9));
    measuring = true;
    lookAtServer(&serverAtBegin);
    uint64_t begin = nowNanoseconds();
    runUntil(poller, begin + (uint64_t)(options.seconds * 1e9));
    uint64_t end = nowNanoseconds();
    lookAtServer(&serverAtEnd);

    printf("{\"requests\": %" PRIu64 ", \"seconds\": %.6f, \"p50_us\": %.1f, \"p99_us\": %.1f, "
           "\"errors\": %" PRIu64 ", \"server_cpu_ns\": %" PRIu64 ", \"first_error\": \"%s\"}\n",
           measuredRequests, (double)(end - begin) / 1e9, percentile(0.50), percentile(0.99),
           errors, serverNanoseconds(&serverAtBegin, &serverAtEnd), firstError);
    return errors == 0 && allRequests > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
