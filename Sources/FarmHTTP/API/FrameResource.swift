internal import Documents
internal import FarmCore
internal import Hummingbird
internal import MBusProtocol
internal import ModbusProtocol

extension FarmAPI {
    /// `/v1/buses/BUS/frames`.
    func addFrames(to routes: inout Routes) {
        routes.get("/v1/buses/:bus/frames") { [self] request, context in
            let known: Set<String> = ["limit", "after", "meter", "function", "fault"]
            let query = try Query(request, known)
            let limit = try query.integer("limit", in: 1...1000, 100)
            let after =
                try query.text("after") == nil
                ? nil : query.integer("after", in: 0...1_000_000_000_000, 0)
            let filter = try TrafficFilter(query)
            let number = try index.bus(context.parameters.require("bus"))
            try await traffic.keep(number)
            let name = plan.buses[number].name
            let veil = veil
            var frames = try await frames(number, after: after.map(Int64.init), limit, filter)
            if let veil, filter.fault != nil {
                // A lesson's fault must not be found by asking for it.
                frames.items.removeAll { veil.shown($0.frame.faults).isEmpty }
            }
            return JSONOutput.object([
                ("items", .array(frames.items.map { $0.output(bus: name, veil) })),
                ("next", .integer(frames.next)),
                ("oldest", frames.oldest.map { .integer($0) } ?? .null),
                ("kept", .integer(Bus.trafficCapacity)),
            ]).response
        }
    }

    private typealias Frames = (items: [DecodedFrame], next: Int64, oldest: Int64?)

    /// The frames behind a number, or the last ones; a page at a time, so that the bus goes on.
    private func frames(
        _ bus: Int,
        after number: Int64?,
        _ limit: Int,
        _ filter: TrafficFilter
    ) async throws -> Frames {
        let plain = filter == TrafficFilter()
        var found: Frames = ([], number ?? 0, nil)
        var newest = Int64.max
        if number == nil {
            let ends = try await farm.onBus(bus) { bus, _ in bus.trafficPage(limit: 0) }
            newest = ends.newest
            found.next = plain ? max(ends.oldest - 1, newest - Int64(limit)) : ends.oldest - 1
        }
        while true {
            let (next, isLast) = (found.next, number == nil)
            let room = isLast ? TrafficPage.limit : limit - found.items.count
            let page = try await farm.onBus(bus) { bus, _ in
                bus.trafficPage(after: next, limit: min(room, TrafficPage.limit), filter)
            }
            found.items += page.frames
            if isLast { found.items = found.items.suffix(limit) }
            found.next = page.next
            found.oldest = page.oldest > page.newest ? nil : page.oldest
            let isFull = !isLast && found.items.count >= limit
            guard !isFull, page.next < min(page.newest, newest) else { return found }
        }
    }
}

extension TrafficFilter {
    fileprivate init(_ query: Query) throws {
        self.init()
        meter = try query.text("meter")
        fault = try query.text("fault", atMost: 1000)
        function = try query.text("function").map { word in
            if let code = UInt8(word), (1...127).contains(code) { return code }
            guard let link = LinkFunction.named[word] else {
                let hint = Spelling.hint(for: word, among: LinkFunction.named.keys.sorted())
                throw Problem.parameter(
                    "function",
                    "\"\(word)\" is no function code from 1 to 127, and none of an M-Bus\(hint)"
                )
            }
            return link.code
        }
    }
}

extension TrafficFrame {
    /// Whether it is a request that found no answer.
    fileprivate var isSilence: Bool {
        if case .silent = outcome { true } else { false }
    }
}

extension DecodedFrame {
    /// The frame with what it says, as far as it is told.
    func output(bus: String, _ veil: LessonVeil?) -> JSONOutput {
        let link = frame.function.map { LinkFunction(code: $0) }
        let function: JSONOutput =
            frame.framing == .mBus
            ? .text(optional: link?.name) : frame.function.map { .integer(Int64($0)) } ?? .null
        let faults = veil?.shown(frame.faults) ?? frame.faults
        let hidesReason = frame.isSilence && (veil?.hidesSilence(on: bus) ?? false)
        return [
            "number": .integer(frame.number), "at": .instant(frame.instant), "bus": .text(bus),
            "port": frame.port.isEmpty ? .null : .text(frame.port),
            "client": frame.client.isEmpty ? .null : .text(frame.client),
            "direction": .text(direction),
            "unit": frame.unit.map { .integer(Int64($0)) } ?? .null,
            "meter": .text(optional: frame.meter),
            "framing": .text(frame.framing == .mBus ? "m-bus" : frame.framing.rawValue),
            "bytes": .text(HexadecimalBytes.text(frame.bytes, separator: " ")),
            "length": .integer(frame.bytes.count), "function": function,
            "text": .text(decoding.sentence),
            "fields": .array(
                decoding.fields.map { ["name": .text($0.name), "text": .text($0.text)] }
            ),
            "outcome": .text(outcome),
            "reason": .text(optional: hidesReason ? nil : reason),
            "fault": .text(optional: faults.first),
            "delay": frame.delay.map { .number(Double($0) / 1e9) } ?? .null,
        ]
    }

    private var direction: String {
        switch frame.direction {
        case .request: "request"
        case .response: "answer"
        case .noise: "foreign"
        }
    }

    private var outcome: String {
        switch (frame.direction, frame.outcome) {
        case (.noise, _): "foreign"
        case (.response, .answered): "complete"
        default: frame.outcome.word
        }
    }

    private var reason: String? {
        switch frame.outcome {
        case .silent(let silence): silence.reason
        case .exception(let code):
            ModbusException(rawValue: code)?.meaning ?? "exception \(code)"
        default: nil
        }
    }
}
