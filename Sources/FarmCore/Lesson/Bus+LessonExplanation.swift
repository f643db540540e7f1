internal import LoadProfiles
internal import MeterModels
public import SimulatedTime

extension Bus {
    /// How what a lesson does comes about: the way of a value that shows it, and what is amiss.
    ///
    /// - Parameter place: the lesson's meter; where the bus is wrong, any of its meters.
    /// - Returns: without steps where nothing is measured or shown wrong; nil where there is no
    ///   such meter.
    public func explanation(of run: LessonRun, ofMeterAt place: Int, at now: Instant)
        -> (steps: [Explanation.Step], suspects: [Suspect])?
    {
        guard let suspects = suspects(ofMeterAt: place, at: now) else { return nil }
        let subject = units[place].device.machine.model.subject(of: run.option)
        let steps = subject.flatMap { explanation(of: $0, ofMeterAt: place, at: now)?.steps }
        return (steps ?? [], suspects)
    }
}

extension MeterModel {
    /// What shows best what was drawn; nil where no value does.
    fileprivate func subject(of option: LessonOption) -> Explanation.Subject? {
        if let quantity = option.quantity { return .quantity(quantity) }
        let patterns = option.plans.compactMap { plan -> [String]? in
            guard case .value = plan.effect else { return nil }
            return plan.target.quantities ?? ["power.active.total", "energy.active.*"]
        }.flatMap(\.self)
        func isMeant(_ name: String) -> Bool {
            patterns.contains { MeterPattern.matches($0, name) }
        }
        if let register = modbus?.descriptions.first(where: { isMeant($0.shows) }) {
            return .register(register.place, register.address)
        }
        if let record = mBus?.descriptions.first(where: { isMeant($0.shows) }) {
            return .record(telegram: record.telegram, place: record.place)
        }
        return nil
    }
}
