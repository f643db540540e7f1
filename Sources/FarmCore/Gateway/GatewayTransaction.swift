/// A request that is on a serial line, or has been and waits for its answer.
struct GatewayTransaction {
    /// What was asked.
    var request: GatewayRequest
    /// Who asked; nil once it is gone.
    var client: (any GatewayClient)?
    /// The address on the line; 0 for a broadcast.
    var unit: UInt8
    /// The end of its last byte on the line.
    var sentUntil: Int64
    /// When the answer must have begun; for a broadcast, when it is over.
    var deadline: Int64
    /// When an answer that has begun in time must have ended, so that noise ends too.
    var latestEnd: Int64
    /// When to look next whether anything will come; nil for who waits for the deadline.
    var nextLook: Int64?
    /// Bytes of the request that the line still has to echo.
    var echo = 0
}
