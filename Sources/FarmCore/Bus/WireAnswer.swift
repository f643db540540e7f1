/// A request that came over a wire and waits for the disk.
final class WireAnswer: JournalWaiter {
    /// The unit that answers.
    let unit: Int
    let request: WireRequest
    /// The request with the faults that strike it.
    var struck: StruckExchange?
    private weak var bus: Bus?

    init(_ unit: Int, _ request: WireRequest, bus: Bus) {
        (self.unit, self.request, self.bus) = (unit, request, bus)
    }

    func settled(_ response: [UInt8]?) { bus?.settled(self, response) }
}
