extension FarmPlan {
    /// Which event loop each bus lives on, as evenly as pulse lines allow: buses whose meters they
    /// join share one, and so do those whose lines leave the farm at one place.
    ///
    /// - Parameter count: how many loops there are.
    public func loops(_ count: Int) -> [Int] {
        let count = max(count, 1)
        guard !pulseLines.isEmpty else { return buses.indices.map { $0 % count } }
        var place: [String: Int] = [:]
        for (number, bus) in buses.enumerated() { place[bus.name] = number }
        var busOf: [String: Int] = [:]
        for meter in meters { busOf[meter.name] = place[meter.bus] }
        var union = DisjointSets(count: buses.count)
        var outlets: [PulseOutletPlan.Place: Int] = [:]
        for line in pulseLines {
            guard let sender = busOf[line.meter] else { continue }
            switch line.target {
            case .input(let meter, _): busOf[meter].map { union.join(sender, $0) }
            case .outside(let outlet):
                let first = outlets[outlet.place, default: sender]
                outlets[outlet.place] = first
                union.join(sender, first)
            }
        }
        var loopOf: [Int: Int] = [:]
        return buses.indices.map { number in
            let root = union.root(of: number)
            let loop = loopOf[root] ?? loopOf.count % count
            loopOf[root] = loop
            return loop
        }
    }
}
