/// What a meter makes of a request that is for it.
enum Attendance {
    /// Nothing is to be sent; because of a fault where one is given.
    case silence(StruckExchange?)
    /// The meter is there and dead.
    case absent
    /// The response, from the function code on, with the values that faults make a master see.
    case reply([UInt8], StruckExchange)
    /// The disk is asked first; what faults make of the response's values is still to be done.
    case later(StruckExchange)
}

/// A request with the faults that strike it.
struct StruckExchange {
    let exchange: FaultExchange
    let strikes: [FaultStrike]
}
