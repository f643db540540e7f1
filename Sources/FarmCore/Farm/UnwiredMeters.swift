internal import MeterModels

/// Gives meters that hang on no bus a place to live: buses without ports, which nobody can name.
///
/// Those that pulse lines join to a bus stand beside it, so that the groups of different buses
/// need not share an event loop.
struct UnwiredMeters {
    /// The most meters of such a bus.
    static let limit = 255

    private var counts: [String: Int] = [:]
    /// The buses that were needed, in the order of need.
    private(set) var buses: [BusPlan] = []

    /// Gives each meter without a bus its place.
    mutating func place(_ meters: inout [MeterPlan], _ web: PulseWeb) {
        var beside: [Int: String] = [:]
        for meter in meters where !meter.bus.isEmpty {
            guard let group = web.group(of: meter.name), beside[group] == nil else { continue }
            beside[group] = meter.bus
        }
        for index in meters.indices where meters[index].bus.isEmpty {
            let group = web.group(of: meters[index].name)
            let place = group.flatMap { beside[$0] }.map { "/\($0)" } ?? ""
            take(place, &meters[index])
        }
    }

    private mutating func take(_ place: String, _ meter: inout MeterPlan) {
        let number = counts[place, default: 0]
        counts[place] = number + 1
        let bus = "/unwired\(place)/\(number / Self.limit + 1)"
        if number % Self.limit == 0 {
            buses.append(
                BusPlan(name: bus, line: LinePlan(), foreignUnit: .exception, ports: [])
            )
        }
        meter.bus = bus
        meter.address = UInt8(number % Self.limit + 1)
    }
}
