/// Which meters of a farm pulse lines join: the groups that live together, senders first.
public struct PulseWeb: Sendable {
    /// A line as the web sees it: places among the members of its group.
    struct Line: Sendable {
        let plan: PulseLinePlan
        let sender: Int
        /// The receiver; nil for a line to the outside.
        let receiver: Int?
    }

    /// Meters that lines join.
    struct Group: Sendable {
        /// The meters' names, senders before receivers.
        let members: [String]
        let lines: [Line]
        /// The members that have a sender.
        let receivers: Set<Int>
        /// How many meters lines join here; more than ``members`` where they make a ring.
        let count: Int
    }

    /// The groups in the order in which their first meters stand in the farm file.
    let groups: [Group]
    private let groupOf: [String: Int]

    /// The web of a farm that has these lines, among which there is no ring.
    ///
    /// - Parameter meters: names in the order of the farm file.
    public init(meters: [String], lines: [PulseLinePlan]) {
        var places: [String: Int] = [:]
        if !lines.isEmpty {
            for (place, name) in meters.enumerated() { places[name] = place }
        }
        var union = DisjointSets(count: lines.isEmpty ? 0 : meters.count)
        var joined: Set<Int> = []
        for line in lines {
            guard let sender = places[line.meter] else { continue }
            joined.insert(sender)
            guard case .input(let name, _) = line.target, let receiver = places[name] else {
                continue
            }
            joined.insert(receiver)
            union.join(sender, receiver)
        }
        var members: [Int: [Int]] = [:]
        for meter in joined.sorted() { members[union.root(of: meter), default: []].append(meter) }
        let linesOf = Dictionary(grouping: lines) { line in
            places[line.meter].map { union.root(of: $0) } ?? -1
        }
        let ordered = members.sorted { ($0.value.first ?? 0) < ($1.value.first ?? 0) }
        groups = ordered.map { root, members in
            Group(members.map { meters[$0] }, linesOf[root] ?? [])
        }
        var groupOf: [String: Int] = [:]
        for (number, group) in groups.enumerated() {
            for name in group.members { groupOf[name] = number }
        }
        self.groupOf = groupOf
    }

    /// The group of a meter; nil for one that no line joins to anything.
    func group(of meter: String) -> Int? { groupOf.isEmpty ? nil : groupOf[meter] }

    /// Whether every meter that lines join has its place: without a ring it has.
    var isWhole: Bool { groups.allSatisfy { $0.count == $0.members.count } }

    /// Whether no line joins anything.
    public var isEmpty: Bool { groups.isEmpty }
}

extension PulseWeb.Group {
    /// A group of meters in the order of the farm file.
    fileprivate init(_ names: [String], _ plans: [PulseLinePlan]) {
        var receiversOf: [String: [String]] = [:]
        var open: [String: Int] = [:]
        for plan in plans {
            guard case .input(let receiver, _) = plan.target else { continue }
            receiversOf[plan.meter, default: []].append(receiver)
            open[receiver, default: 0] += 1
        }
        // Those whose senders all stand already, in the order of the file.
        var ready = names.filter { open[$0] == nil }
        var sorted: [String] = []
        while sorted.count < ready.count {
            let name = ready[sorted.count]
            sorted.append(name)
            for receiver in receiversOf[name] ?? [] {
                open[receiver, default: 1] -= 1
                if open[receiver] == 0 { ready.append(receiver) }
            }
        }
        (members, count) = (sorted, names.count)
        let place = Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($1, $0) })
        lines = plans.compactMap { plan in
            guard let sender = place[plan.meter] else { return nil }
            guard case .input(let name, _) = plan.target else {
                return PulseWeb.Line(plan: plan, sender: sender, receiver: nil)
            }
            return PulseWeb.Line(plan: plan, sender: sender, receiver: place[name])
        }
        receivers = Set(lines.compactMap(\.receiver))
    }
}

/// Sets that are joined again and again.
struct DisjointSets {
    private var parents: [Int]

    init(count: Int) { parents = Array(0..<count) }

    /// What all members of a set have in common.
    mutating func root(of member: Int) -> Int {
        var root = member
        while parents[root] != root {
            parents[root] = parents[parents[root]]
            root = parents[root]
        }
        return root
    }

    /// Makes two sets one; the lesser root stays.
    mutating func join(_ a: Int, _ b: Int) {
        let (a, b) = (root(of: a), root(of: b))
        if a < b { parents[b] = a } else { parents[a] = b }
    }
}
