/// Where the edges of pulse lines leave the farm.
///
/// Nobody is waited for: a reader that does not keep up loses its connection or some lines, never
/// the farm its time.
public protocol PulseExit: AnyObject, Sendable {
    /// Where readers find it: `unix run/p.sock`, `127.0.0.1:9100`, `fifo run/p`.
    var address: String { get }

    /// Lets edges leave; called on the exit's event loop.
    ///
    /// - Parameters:
    ///   - lines: the edges as lines of JSON with their ends.
    ///   - states: for each whether the contact closes.
    func send(_ lines: [UInt8], states: [Bool])

    /// Closes it; returns when nothing of it is left.
    func close() async
}
