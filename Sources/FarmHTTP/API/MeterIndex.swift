internal import Documents
internal import FarmCore
internal import LoadProfiles

/// Where the meters and buses of a farm are, by name.
struct MeterIndex: Sendable {
    /// A meter's place.
    struct Place: Sendable {
        /// The number of its bus.
        let bus: Int
        /// Its place among the meters of the bus.
        let place: Int
        /// Its place among all meters.
        let number: Int
    }

    /// The places in the order of the farm file.
    let places: [Place]
    /// The buses that have a name of the user's: those of meters without a bus have none.
    let buses: [Int]
    private let plan: FarmPlan
    private let byName: [String: Int]
    private let busByName: [String: Int]

    init(_ plan: FarmPlan) {
        self.plan = plan
        var numbers: [String: Int] = [:]
        for (number, bus) in plan.buses.enumerated() { numbers[bus.name] = number }
        var counts: [Int: Int] = [:]
        var places: [Place] = []
        var byName: [String: Int] = [:]
        for (number, meter) in plan.meters.enumerated() {
            let bus = numbers[meter.bus] ?? 0
            places.append(Place(bus: bus, place: counts[bus, default: 0], number: number))
            counts[bus, default: 0] += 1
            byName[meter.name] = number
        }
        self.places = places
        self.byName = byName
        buses = plan.buses.indices.filter { !plan.buses[$0].isUnnamed }
        busByName = numbers.filter { !plan.buses[$0.value].isUnnamed }
    }

    /// The meter of a name.
    ///
    /// - Throws: ``Problem`` 404.
    func meter(_ name: String) throws -> Place {
        guard let number = byName[name] else {
            throw Problem.missing("meter", name, among: plan.meters.map(\.name))
        }
        return places[number]
    }

    /// The meters that a pattern names, in the order of the farm file.
    ///
    /// - Parameters:
    ///   - pattern: names with `*` and `?`, and commas; nil for all.
    ///   - bus: only of this bus.
    func meters(_ pattern: String?, onBus bus: Int? = nil) -> [Place] {
        let names = pattern.map { Set($0.split(separator: ",").map(String.init)) }
        let isPlain = pattern.map { !$0.contains { "*? ".contains($0) } } ?? false
        return places.filter { place in
            guard bus == nil || bus == place.bus else { return false }
            guard let pattern, let names else { return true }
            let name = plan.meters[place.number].name
            return isPlain ? names.contains(name) : MeterPattern.matches(pattern, name)
        }
    }

    /// The number of the bus of a name.
    ///
    /// - Throws: ``Problem`` 404.
    func bus(_ name: String) throws -> Int {
        guard let number = busByName[name] else {
            throw Problem.missing("bus", name, among: buses.map { plan.buses[$0].name })
        }
        return number
    }
}

extension BusPlan {
    /// Whether it is the home of meters that hang on no bus.
    var isUnnamed: Bool { Self.isUnnamed(name) }

    /// Whether a bus of this name is the home of meters that hang on no bus.
    static func isUnnamed(_ name: String) -> Bool { name.hasPrefix("/") }
}
