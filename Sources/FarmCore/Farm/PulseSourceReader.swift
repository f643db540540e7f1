internal import Documents
internal import LoadProfiles
internal import MeterModels
internal import Metrology
internal import SimulatedTime

/// Reads the sources of pulses of a farm file: water, gas, oil and heat meters.
struct PulseSourceReader {
    let library: ProfileLibrary
    let timeZone: CivilZone
    let seed: Seed

    /// A source that is read, with its place in the file.
    struct Found {
        let plan: MeterPlan
        let pointer: JSONPointer
    }

    func readAll(_ node: Node?, claim: (Node) -> String?) -> [Found] {
        let nodes = node?.repeatedEntries("a list of sources", limit: FarmReader.meterLimit)
        return nodes?.compactMap { read($0, claim) } ?? []
    }

    private func read(_ node: Node, _ claim: (Node) -> String?) -> Found? {
        guard let source = node.object("a source of pulses") else { return nil }
        let name = source.required("name").flatMap(claim)
        let medium = source.required("medium", Self.media).flatMap(medium)
        let flow = source.required("flow", "litres an hour; kW of heat or electricity")
            .flatMap(flow)
        let weight = source.required("weight", "litres for a pulse; Wh of heat or electricity")
        let number = weight?.number("litres or Wh for a pulse", in: 0.001...1e6)
        let duration = source.optional("duration").map { milliseconds($0, 1...10_000) }
        let offTime = source.optional("offTime").map { milliseconds($0, 0...10_000) }
        source.finish(allowing: ["description"])
        guard let name, let medium, let flow, let number,
            let exact = PulseFlow.weight(number, of: medium)
        else { return nil }
        var output = PulseOutputDesign(
            lanes: .activeImport,
            weight: .fixed(exact),
            durations: [(duration ?? nil) ?? 100]
        )
        if let offTime = offTime ?? nil { output.offTime = .milliseconds(offTime) }
        let model = MeterModel.source(of: medium, output)
        var plan = MeterPlan(name: name, model: model, load: .idle, timeZone: timeZone)
        plan.flow = PulseFlow(
            flow.compiled(seed: seed, owner: name, purpose: "flow", timeZone: timeZone),
            of: medium
        )
        return Found(plan: plan, pointer: node.pointer)
    }

    private static let media = PulseKind.allCases.map(\.name).joined(separator: ", ")

    private func medium(_ node: Node) -> PulseKind? {
        guard let name = node.string("one of \(Self.media)") else { return nil }
        if let kind = PulseKind(name: name) { return kind }
        let hint = Spelling.hint(for: name, among: PulseKind.allCases.map(\.name))
        node.report("\"\(name)\" is unknown; \(Self.media)\(hint)")
        return nil
    }

    private func flow(_ node: Node) -> Signal? {
        Signal.read(
            node,
            library: library,
            range: 0...PulseFlow.greatest,
            what: "a flow",
            timeZone: timeZone
        )
    }

    private func milliseconds(_ node: Node, _ range: ClosedRange<Int64>) -> Int64? {
        let span: ClosedRange<TimeSpan> =
            .milliseconds(range.lowerBound) ... .milliseconds(range.upperBound)
        return node.timeSpan(in: span).map { $0.microseconds / 1000 }
    }
}
