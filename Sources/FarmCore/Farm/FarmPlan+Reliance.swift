public import MeterModels

/// A model of a farm with registers that nothing public says: what is read there may be otherwise
/// in the device.
public struct AssumedReliance: Hashable, Sendable, CustomStringConvertible {
    /// The model's name.
    public let model: String
    /// How many meters of the farm are of the model.
    public let meters: Int
    /// The modules that are fitted to them.
    public let fitted: [FittedModule]
    /// How many of its registers are assumed.
    public let assumed: Int
    /// How many registers it has.
    public let registers: Int

    /// One line for people.
    public var description: String {
        let who = meters == 1 ? "1 meter of \(model) relies" : "\(meters) meters of \(model) rely"
        let options = fitted.map { entry in
            " --module \(entry.slot)=\(entry.module.filter { $0 != " " })"
        }
        return "\(who) on \(assumed) assumed registers of \(registers); meterfarm models \(model)"
            + options.joined() + " --registers shows which"
    }
}

extension FarmPlan {
    /// The models of the farm with assumed registers, by name.
    public var reliances: [AssumedReliance] {
        var counts: [String: (model: MeterModel, meters: Int)] = [:]
        for model in meters.map(\.model) {
            let fitted = model.fitted.map { "\($0.slot)=\($0.module)" }
            let key = ([model.id] + fitted).joined(separator: " ")
            counts[key, default: (model, 0)].meters += 1
        }
        return counts.sorted { $0.key < $1.key }.compactMap { _, entry in
            let rows = entry.model.statements
            let assumed = rows.count { $0 == .assumed }
            guard assumed > 0 else { return nil }
            return AssumedReliance(
                model: entry.model.id,
                meters: entry.meters,
                fitted: entry.model.fitted,
                assumed: assumed,
                registers: rows.count
            )
        }
    }
}
