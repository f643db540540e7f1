import Documents

/// Reads `phases`, or the `sumOf` that stands in its place.
struct LayoutReading {
    static let phaseKeys = ["l1", "l2", "l3"]

    let scope: SignalScope

    /// The layout of a load profile; nil after complaints.
    func layout(in profile: ObjectReader) -> LoadDocument.Layout? {
        let phases = profile.optional("phases")
        if profile.has("sumOf") {
            phases?.report("stands beside \"sumOf\", which already says what each phase carries")
            let sum = PhaseReading(scope: scope, isTotal: false).meterSum(in: profile)
            return sum.map { .all(.meters($0)) }
        }
        if let losses = profile.optional("losses") {
            losses.report("stands without \"sumOf\", whose losses they would be")
        }
        guard let phases else {
            profile.node.report(
                "\"phases\" is missing; give it l1, l2, l3, or all, or total (or give \"sumOf\")"
            )
            return nil
        }
        return phases.object("the phases: l1, l2, l3, or all, or total").flatMap { self.phases($0) }
    }

    private func phases(_ object: ObjectReader) -> LoadDocument.Layout? {
        let forms = [
            Self.phaseKeys.contains { object.has($0) } ? "l1, l2, l3" : nil,
            object.has("all") ? "all" : nil, object.has("total") ? "total" : nil,
        ].compactMap { $0 }
        let layout: LoadDocument.Layout? =
            switch forms.first {
            case "all": object.optional("all").flatMap { source($0) }.map { .all($0) }
            case "total": total(in: object)
            default: each(in: object)
            }
        if forms.count > 1 {
            object.node.report(
                "has \(forms.joined(separator: " and ")); expected l1, l2, l3, or all, or total"
            )
            return nil
        }
        if !object.has("total"), let balance = object.optional("balance") {
            balance.report("stands without \"total\", which it would split")
        }
        object.finish(allowing: Set(Self.phaseKeys + ["all", "total"]))
        if forms.isEmpty, object.keys.isEmpty {
            object.node.report("is empty; expected l1, l2, l3, or all, or total")
        }
        return forms.isEmpty ? nil : layout
    }

    private func each(in object: ObjectReader) -> LoadDocument.Layout? {
        let sources = Self.phaseKeys.map { key in
            object.optional(key).map { source($0) } ?? .idle
        }
        let read = sources.compactMap { $0 }
        return read.count == 3 ? .each(read) : nil
    }

    private func source(_ node: Node) -> PhaseSource? {
        PhaseReading(scope: scope, isTotal: false).source(node)
    }

    private func total(in object: ObjectReader) -> LoadDocument.Layout? {
        let source = object.optional("total").flatMap {
            PhaseReading(scope: scope, isTotal: true).source($0)
        }
        let shares = object.optional("balance").map { balance($0) } ?? [1.0 / 3, 1.0 / 3, 1.0 / 3]
        guard let source, let shares else { return nil }
        return .total(source, shares: shares)
    }

    /// `"even"`, or three shares of any sum.
    private func balance(_ node: Node) -> [Double]? {
        if node.value == .string("even") { return [1.0 / 3, 1.0 / 3, 1.0 / 3] }
        guard let elements = node.array("\"even\" or three shares such as [2, 1, 1]") else {
            return nil
        }
        let shares = elements.compactMap { $0.number("a share", in: 0...1e6) }
        guard shares.count == elements.count else { return nil }
        let sum = shares.reduce(0, +)
        guard shares.count == 3, sum > 0 else {
            node.report("is no split; expected \"even\" or three shares such as [2, 1, 1]")
            return nil
        }
        return shares.map { $0 / sum }
    }
}
