/*
 * The yardstick of the benchmarks: a Modbus TCP server as libmodbus' users write it.
 *
 * One process, one thread, one select() over all connections, one mapping that answers every unit.
 * Listens on 127.0.0.1 at a port the system picks, prints "port N" and serves until SIGTERM.
 * Connections whose descriptor select() cannot hold are closed at once.
 */
#define _POSIX_C_SOURCE 200809L

#include <arpa/inet.h>
#include <errno.h>
#include <modbus/modbus.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <unistd.h>

enum { REGISTER_COUNT = 256, BACKLOG = 512 };

static volatile sig_atomic_t stopRequested = 0;

static void requestStop(int signalNumber) {
    (void)signalNumber;
    stopRequested = 1;
}

/* SIGTERM and SIGINT end the loop; select() must not be restarted after them. */
static void installSignalHandlers(void) {
    struct sigaction action = {.sa_handler = requestStop};
    sigemptyset(&action.sa_mask);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
}

static void fail(const char *what) {
    fprintf(stderr, "libmodbus-server: %s: %s\n", what, modbus_strerror(errno));
    exit(EXIT_FAILURE);
}

/* The port that bind() picked. */
static unsigned boundPort(int listener) {
    struct sockaddr_in address = {0};
    socklen_t length = sizeof address;
    if (getsockname(listener, (struct sockaddr *)&address, &length) != 0) fail("getsockname");
    return ntohs(address.sin_port);
}

/* Fills the registers with values that differ from each other, so that a shift would be seen. */
static modbus_mapping_t *makeMapping(void) {
    modbus_mapping_t *mapping = modbus_mapping_new(0, 0, REGISTER_COUNT, REGISTER_COUNT);
    if (mapping == NULL) fail("mapping");
    for (int index = 0; index < REGISTER_COUNT; index++) {
        mapping->tab_registers[index] = (uint16_t)(index * 257 + 1);
        mapping->tab_input_registers[index] = (uint16_t)(index * 263 + 2);
    }
    return mapping;
}

/* Accepts one connection into the set; returns the highest descriptor in use. */
static int acceptConnection(int listener, fd_set *connections, int highest) {
    int connection = accept(listener, NULL, NULL);
    if (connection < 0) return highest;
    if (connection >= FD_SETSIZE) {
        close(connection);
        return highest;
    }
    int on = 1;
    setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    FD_SET(connection, connections);
    return connection > highest ? connection : highest;
}

/* Reads one request of a connection and answers it; closes the connection when it is over. */
static void serveOne(modbus_t *context, modbus_mapping_t *mapping, int connection, fd_set *set) {
    uint8_t request[MODBUS_TCP_MAX_ADU_LENGTH];
    modbus_set_socket(context, connection);
    int length = modbus_receive(context, request);
    if (length > 0) {
        modbus_reply(context, request, length, mapping);
    } else if (length < 0) {
        close(connection);
        FD_CLR(connection, set);
    }
}

static void serve(modbus_t *context, modbus_mapping_t *mapping, int listener) {
    fd_set connections;
    FD_ZERO(&connections);
    FD_SET(listener, &connections);
    int highest = listener;
    while (!stopRequested) {
        fd_set ready = connections;
        if (select(highest + 1, &ready, NULL, NULL, NULL) < 0) {
            if (errno == EINTR) continue;
            fail("select");
        }
        for (int descriptor = 0; descriptor <= highest; descriptor++) {
            if (!FD_ISSET(descriptor, &ready)) continue;
            if (descriptor == listener) {
                highest = acceptConnection(listener, &connections, highest);
            } else {
                serveOne(context, mapping, descriptor, &connections);
            }
        }
    }
}

int main(void) {
    installSignalHandlers();
    modbus_t *context = modbus_new_tcp("127.0.0.1", 0);
    if (context == NULL) fail("context");
    int listener = modbus_tcp_listen(context, BACKLOG);
    if (listener < 0) fail("listen");
    modbus_mapping_t *mapping = makeMapping();
    printf("port %u\n", boundPort(listener));
    fflush(stdout);

    serve(context, mapping, listener);

    close(listener);
    modbus_mapping_free(mapping);
    modbus_free(context);
    return EXIT_SUCCESS;
}
