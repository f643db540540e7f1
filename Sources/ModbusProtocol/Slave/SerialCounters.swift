/// What a slave counts about its serial line; every counter goes from 65535 back to 0 (Modbus
/// application protocol V1.1b3, section 6.8, and Modbus over serial line V1.02, appendix A).
public struct SerialCounters: Hashable, Sendable {
    /// Messages on the bus with the right checksum, for whomever.
    public internal(set) var busMessages: UInt16 = 0
    /// Messages with a wrong checksum, too short or too long.
    public internal(set) var busCommunicationErrors: UInt16 = 0
    /// Exceptions, those that a broadcast caused and nobody sees included.
    public internal(set) var exceptions: UInt16 = 0
    /// Messages for this slave, broadcasts included, that it worked on.
    public internal(set) var serverMessages: UInt16 = 0
    /// Messages for this slave, broadcasts included, that got no response at all.
    public internal(set) var noResponses: UInt16 = 0
    /// Exceptions 07; always 0, as no function asks for program commands.
    public internal(set) var negativeAcknowledgements: UInt16 = 0
    /// Exceptions 06.
    public internal(set) var busyResponses: UInt16 = 0
    /// Characters that came before the last one was fetched.
    public internal(set) var characterOverruns: UInt16 = 0
    /// Requests carried out with success, but not functions 11 and 12: the answer to function 11.
    public internal(set) var events: UInt16 = 0

    /// Makes counters that stand at 0.
    public init() {}
}
