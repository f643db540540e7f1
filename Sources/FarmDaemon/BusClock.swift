internal import FarmCore
internal import FarmLines
internal import SimulatedTime

/// What makes a bus act without being asked: its wire's times and its scenario's.
///
/// Touched on the bus's loop alone.
final class BusClock {
    private let bus: Bus
    private var wireAlarm: HostAlarm?
    private var scriptAlarm: HostAlarm?

    /// Lets the bus act from now on.
    init(_ bus: Bus, on loop: LineLoop) {
        self.bus = bus
        scriptAlarm = HostAlarm(on: loop) { [weak self] in self?.follow(at: $0) }
        bus.wireIsThere = { [weak self] wire in self?.drive(wire, on: loop) }
        if let wire = bus.wire { drive(wire, on: loop) }
        follow(at: HostTime.now())
    }

    /// The bus is closed.
    func stop() {
        wireAlarm?.cancel()
        scriptAlarm?.cancel()
    }

    /// The farm's clock was changed: what comes next comes at another time.
    func timeHasChanged() { follow(at: HostTime.now()) }

    private func drive(_ wire: Wire, on loop: LineLoop) {
        let alarm = HostAlarm(on: loop) { [weak wire] in wire?.run(at: $0) }
        wireAlarm = alarm
        wire.alarm = { [weak alarm] in alarm?.set(for: $0) }
        wire.run(at: HostTime.now())
    }

    /// Carries out what scenarios have for the bus by now, and waits for the next.
    private func follow(at hostTime: Int64) {
        let now = bus.time.now(at: hostTime)
        bus.follow(to: now)
        guard let next = bus.nextAction else { return }
        // Where time stands still, because of the disk or by request, it is looked at again.
        let due = bus.time.clock.hostTime(of: next) ?? .max
        let isHeldUp = due <= hostTime && now < next
        let soonest = hostTime + (isHeldUp ? Self.retry : Self.pause)
        scriptAlarm?.set(for: max(min(due, hostTime + Self.patience), soonest))
    }

    /// The longest time between two looks, nanoseconds.
    private static let patience: Int64 = 3_600_000_000_000
    /// From one look to the next while the disk holds time up.
    private static let retry: Int64 = 100_000_000
    /// The shortest.
    private static let pause: Int64 = 1_000_000
}
