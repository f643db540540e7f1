public import FarmCore
internal import LoadProfiles
internal import MeterModels
public import Metrology

/// A meter that is reported, with the quantities asked of it.
public struct ReportedMeter: Sendable {
    /// The meter.
    public let plan: MeterPlan
    /// What is asked of it, in the order of the report.
    public let columns: [ReportColumn]
    /// The meters that must be lived with it, because their pulses go to it; nil without.
    public let joined: JoinedPlans?

    /// A meter and what is asked of it.
    public init(plan: MeterPlan, columns: [ReportColumn], joined: JoinedPlans? = nil) {
        self.plan = plan
        self.columns = columns
        self.joined = joined
    }
}

/// What a report shows of a farm: some of its meters, and some quantities of each.
public struct ReportSelection: Sendable {
    /// The meters in the order of the farm file.
    public let meters: [ReportedMeter]
    /// The names that were asked for one by one, rather than by a pattern or by default.
    public let namedQuantities: [String]

    /// What is reported when no quantity is named.
    public static let usualQuantities = [
        "energy.active.import.total", "energy.active.export.total", "power.active.total",
    ]

    /// Chooses from a farm.
    ///
    /// - Parameters:
    ///   - meters: names or patterns (see `MeterPattern`); empty for all.
    ///   - quantities: names or patterns; empty for ``usualQuantities``. A name means what the
    ///     model of each meter means by it.
    /// - Throws: ``ReportError`` for a meter or quantity that does not exist.
    public init(
        _ farm: FarmPlan,
        meters: [String] = [],
        quantities: [String] = []
    ) throws(ReportError) {
        let plans = try Self.meters(farm.meters, meters)
        let names = try Self.quantityNames(quantities, among: Self.names(of: plans))
        self.meters = plans.map { plan in
            ReportedMeter(
                plan: plan,
                columns: names.compactMap { name in
                    plan.model.catalogue[name].map { ReportColumn(name, $0) }
                },
                joined: farm.joined(to: plan)
            )
        }
        namedQuantities = names.filter { quantities.contains($0) }
    }

    /// What can be asked of any of the meters: what every meter has and what only some models do.
    private static func names(of plans: [MeterPlan]) -> [String] {
        var models: Set<String> = []
        var names = Set(QuantityCatalogue().names)
        for plan in plans where models.insert(plan.model.id).inserted {
            names.formUnion(plan.model.catalogue.names)
        }
        return names.sorted()
    }

    /// The names that patterns mean, each once, in the order asked for.
    ///
    /// - Throws: ``ReportError`` for what fits none.
    public static func quantityNames(
        _ patterns: [String],
        among known: [String] = QuantityCatalogue().names
    ) throws(ReportError) -> [String] {
        guard !patterns.isEmpty else { return usualQuantities }
        var chosen: [String] = []
        var seen: Set<String> = []
        for part in alternatives(patterns) {
            let isPattern = part.contains { $0 == "*" || $0 == "?" }
            let fitting = known.filter {
                isPattern ? MeterPattern.matches(part, $0) : part == $0
            }
            guard !fitting.isEmpty else { throw .unknownQuantity(part, known) }
            chosen += fitting.filter { seen.insert($0).inserted }
        }
        return chosen
    }

    private static func meters(
        _ plans: [MeterPlan],
        _ patterns: [String]
    ) throws(ReportError) -> [MeterPlan] {
        guard !patterns.isEmpty else { return plans }
        var isChosen = [Bool](repeating: false, count: plans.count)
        for part in alternatives(patterns) {
            var fits = false
            for (index, plan) in plans.enumerated() where MeterPattern.matches(part, plan.name) {
                (fits, isChosen[index]) = (true, true)
            }
            guard fits else { throw .unknownMeter(part, plans.map(\.name)) }
        }
        return zip(plans, isChosen).compactMap { $1 ? $0 : nil }
    }

    /// What stands between commas, so that a misspelt alternative is not lost among good ones.
    private static func alternatives(_ patterns: [String]) -> [String] {
        patterns.flatMap { pattern in
            let parts = pattern.split(separator: ",").map { part in
                String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
            }
            return parts.isEmpty ? [pattern] : parts
        }
    }
}
