/*
 * A Modbus master on libmodbus that takes its orders from stdin, one a line, and answers each with
 * one line on stdout: "ok VALUE...", or "error NAME" with libmodbus' name of the fault.
 *
 *   modbus-probe tcp HOST PORT UNIT
 *   modbus-probe rtu DEVICE BAUD PARITY(N|E|O) UNIT
 *
 * Orders (numbers decimal or 0x...):
 *   1|2|3|4 ADDRESS COUNT          5|6 ADDRESS VALUE       15|16 ADDRESS VALUE...
 *   17                             22 ADDRESS AND OR       23 READ COUNT WRITE VALUE...
 *   unit N                         raw BYTE...  (unit and PDU; answers with the whole response)
 *   timeout MILLISECONDS           (10 seconds unless given)
 */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <modbus/modbus.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBERS_MAX = 2000, LINE_SIZE = 16384 };

typedef struct {
    char name[8];
    int count;
    int numbers[NUMBERS_MAX];
} Order;

static const char *errorName(int code) {
    switch (code) {
    case EMBXILFUN: return "ILLEGAL_FUNCTION";
    case EMBXILADD: return "ILLEGAL_DATA_ADDRESS";
    case EMBXILVAL: return "ILLEGAL_DATA_VALUE";
    case EMBXSFAIL: return "SERVER_FAILURE";
    case EMBXACK: return "ACKNOWLEDGE";
    case EMBXSBUSY: return "SERVER_BUSY";
    case EMBXGPATH: return "GATEWAY_PATH";
    case EMBXGTAR: return "GATEWAY_TARGET";
    case EMBBADCRC: return "BAD_CRC";
    case EMBBADDATA: return "BAD_DATA";
    case EMBBADSLAVE: return "BAD_SLAVE";
    case ETIMEDOUT: return "TIMEOUT";
    default: return modbus_strerror(code);
    }
}

static void answerError(void) { printf("error %s\n", errorName(errno)); }

static void answerDone(int result) {
    if (result < 0) {
        answerError();
    } else {
        printf("ok\n");
    }
}

static void answerBytes(int count, const uint8_t *bytes) {
    if (count < 0) {
        answerError();
        return;
    }
    printf("ok");
    for (int index = 0; index < count; index++) printf(" %u", bytes[index]);
    printf("\n");
}

static void answerWords(int count, const uint16_t *words) {
    if (count < 0) {
        answerError();
        return;
    }
    printf("ok");
    for (int index = 0; index < count; index++) printf(" %u", words[index]);
    printf("\n");
}

static void readBits(modbus_t *master, const Order *order, int function) {
    uint8_t bits[MODBUS_MAX_READ_BITS];
    int address = order->numbers[0];
    int count = order->numbers[1];
    answerBytes(function == 1 ? modbus_read_bits(master, address, count, bits)
                              : modbus_read_input_bits(master, address, count, bits),
                bits);
}

static void readRegisters(modbus_t *master, const Order *order, int function) {
    uint16_t words[MODBUS_MAX_READ_REGISTERS];
    int address = order->numbers[0];
    int count = order->numbers[1];
    answerWords(function == 3 ? modbus_read_registers(master, address, count, words)
                              : modbus_read_input_registers(master, address, count, words),
                words);
}

static void writeBits(modbus_t *master, const Order *order) {
    uint8_t bits[NUMBERS_MAX];
    int count = order->count - 1;
    for (int index = 0; index < count; index++) bits[index] = order->numbers[index + 1] != 0;
    answerDone(modbus_write_bits(master, order->numbers[0], count, bits));
}

/* Copies the numbers behind `skipped` as words; returns how many. */
static int copyWords(const Order *order, int skipped, uint16_t *words) {
    int count = order->count - skipped;
    for (int index = 0; index < count; index++) {
        words[index] = (uint16_t)order->numbers[index + skipped];
    }
    return count;
}

static void readWrite(modbus_t *master, const Order *order) {
    uint16_t words[NUMBERS_MAX];
    uint16_t result[MODBUS_MAX_WR_READ_REGISTERS];
    int count = copyWords(order, 3, words);
    answerWords(modbus_write_and_read_registers(master, order->numbers[2], count, words,
                                                order->numbers[0], order->numbers[1], result),
                result);
}

static void sendRaw(modbus_t *master, const Order *order) {
    uint8_t request[NUMBERS_MAX];
    uint8_t response[MODBUS_TCP_MAX_ADU_LENGTH];
    for (int index = 0; index < order->count; index++) {
        request[index] = (uint8_t)order->numbers[index];
    }
    if (modbus_send_raw_request(master, request, order->count) < 0) {
        answerError();
        return;
    }
    answerBytes(modbus_receive_confirmation(master, response), response);
}

static void carryOut(modbus_t *master, const Order *order) {
    const int *numbers = order->numbers;
    uint16_t words[NUMBERS_MAX];
    uint8_t identity[MODBUS_MAX_PDU_LENGTH];
    if (strcmp(order->name, "unit") == 0) {
        answerDone(modbus_set_slave(master, numbers[0]));
        return;
    }
    if (strcmp(order->name, "timeout") == 0) {
        int milliseconds = numbers[0];
        answerDone(modbus_set_response_timeout(master, (uint32_t)(milliseconds / 1000),
                                               (uint32_t)(milliseconds % 1000) * 1000));
        return;
    }
    if (strcmp(order->name, "raw") == 0) {
        sendRaw(master, order);
        return;
    }
    switch (atoi(order->name)) {
    case 1: readBits(master, order, 1); break;
    case 2: readBits(master, order, 2); break;
    case 3: readRegisters(master, order, 3); break;
    case 4: readRegisters(master, order, 4); break;
    case 5: answerDone(modbus_write_bit(master, numbers[0], numbers[1])); break;
    case 6: answerDone(modbus_write_register(master, numbers[0], (uint16_t)numbers[1])); break;
    case 15: writeBits(master, order); break;
    case 16:
        answerDone(modbus_write_registers(master, numbers[0], copyWords(order, 1, words), words));
        break;
    case 17:
        answerBytes(modbus_report_slave_id(master, sizeof identity, identity), identity);
        break;
    case 22:
        answerDone(modbus_mask_write_register(master, numbers[0], (uint16_t)numbers[1],
                                              (uint16_t)numbers[2]));
        break;
    case 23: readWrite(master, order); break;
    default: printf("error unknown order\n");
    }
}

static int parse(char *line, Order *order) {
    char *place = NULL;
    char *word = strtok_r(line, " \n", &place);
    if (word == NULL) return 0;
    memset(order, 0, sizeof *order);
    snprintf(order->name, sizeof order->name, "%s", word);
    while ((word = strtok_r(NULL, " \n", &place)) != NULL && order->count < NUMBERS_MAX) {
        order->numbers[order->count++] = (int)strtol(word, NULL, 0);
    }
    return 1;
}

static modbus_t *openMaster(int argc, char **argv) {
    modbus_t *master = NULL;
    int unit = 0;
    if (argc == 5 && strcmp(argv[1], "tcp") == 0) {
        master = modbus_new_tcp(argv[2], atoi(argv[3]));
        unit = atoi(argv[4]);
    } else if (argc == 6 && strcmp(argv[1], "rtu") == 0) {
        master = modbus_new_rtu(argv[2], atoi(argv[3]), argv[4][0], 8, 1);
        unit = atoi(argv[5]);
    } else {
        fprintf(stderr, "usage: modbus-probe tcp HOST PORT UNIT | rtu DEVICE BAUD PARITY UNIT\n");
        exit(64);
    }
    if (master == NULL || modbus_set_slave(master, unit) != 0) {
        fprintf(stderr, "modbus-probe: %s\n", modbus_strerror(errno));
        exit(EXIT_FAILURE);
    }
    modbus_set_response_timeout(master, 10, 0);
    if (modbus_connect(master) != 0) {
        fprintf(stderr, "modbus-probe: cannot connect: %s\n", modbus_strerror(errno));
        exit(EXIT_FAILURE);
    }
    return master;
}

int main(int argc, char **argv) {
    static char line[LINE_SIZE];
    static Order order;
    modbus_t *master = openMaster(argc, argv);
    while (fgets(line, sizeof line, stdin) != NULL) {
        if (parse(line, &order)) carryOut(master, &order);
        fflush(stdout);
    }
    modbus_close(master);
    modbus_free(master);
    return EXIT_SUCCESS;
}
