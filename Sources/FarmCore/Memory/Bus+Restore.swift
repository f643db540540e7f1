/// Meters that take the places of those that run.
extension Bus {
    /// The last number that was given to an entry of the journal.
    public var lastEntry: Int64 { lastSequence }

    /// From now on what changes a meter waits for ``Bus/settle(through:isDurable:)``, however
    /// durable it is to be.
    ///
    /// - Parameter isHeld: false ends that.
    public func holdWrites(_ isHeld: Bool) { holdsWrites = isHeld }

    /// Puts a meter in the place of the one that is there, as its supply's coming back does: what
    /// masters have said to it on the line, and where its front stood, is forgotten.
    func replace(_ index: Int, by machine: MeterMachine) {
        units[index].device = MeterDevice(machine)
        units[index].startAnew()
        units[index].saved = machine.version
        panels[index] = nil
    }
}
