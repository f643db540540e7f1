// Debian's libmodbus, for Swift.
//
// The error numbers of libmodbus are macros over enumeration constants, which Swift does not
// import; they are given again here under names of their own.

#ifndef C_MODBUS_H
#define C_MODBUS_H

#include <modbus.h>

enum {
    /// The number of exception code n is this plus n.
    C_MODBUS_EXCEPTION_BASE = MODBUS_ENOBASE,
    /// The greatest exception code that libmodbus reports by its number.
    C_MODBUS_EXCEPTION_LAST = MODBUS_EXCEPTION_MAX - 1,
    /// The checksum of a serial frame is wrong.
    C_MODBUS_BAD_CHECKSUM = EMBBADCRC,
    /// The reply does not fit the request.
    C_MODBUS_BAD_DATA = EMBBADDATA,
    /// An exception reply is malformed, or its code is not known.
    C_MODBUS_BAD_EXCEPTION = EMBBADEXC,
    /// The reply is longer than a frame can be, or more was asked than a frame can hold.
    C_MODBUS_TOO_MUCH_DATA = EMBMDATA,
    /// Another slave has replied.
    C_MODBUS_BAD_SLAVE = EMBBADSLAVE,
};

#endif
