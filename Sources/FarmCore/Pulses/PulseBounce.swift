internal import SimulatedTime

extension PulseLinePlan.Bounce {
    /// An edge with those that its bouncing adds behind it.
    ///
    /// They follow from the seed and the instant alone, so that they are the same however often
    /// anybody looks, and after a restart.
    ///
    /// - Parameter report: called with the edge itself first, the last has its direction too.
    func forEach(_ edge: OutputEdge, _ stream: RandomStream, _ report: (OutputEdge) -> Void) {
        report(edge)
        let pairs = Int64(edges / 2)
        guard pairs > 0, within > .zero else { return }
        let key = edge.instant.microseconds &* 256
        let count = 1 + Int64(stream.bits(key) % UInt64(pairs))
        // The edges part what is left of the time, none at the same instant.
        let slots = count * 2
        guard within.microseconds >= slots else { return }
        for number in 1...slots {
            let (from, to) = (
                (number - 1) * within.microseconds / slots, number * within.microseconds / slots
            )
            let chance = Int64(stream.bits(key &+ number) % UInt64(max(to - from, 1)))
            let instant = edge.instant + .microseconds(from + 1 + min(chance, to - from - 1))
            var extra = OutputEdge(
                output: edge.output,
                instant: instant,
                isOn: number % 2 == 0 ? edge.isOn : !edge.isOn
            )
            extra.due = edge.due
            report(extra)
        }
    }
}
