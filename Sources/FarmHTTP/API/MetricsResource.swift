internal import FarmCore
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import SimulatedTime

extension FarmAPI {
    /// `/metrics`: figures in the text format of Prometheus, version 0.0.4.
    func addMetrics(to routes: inout Routes) {
        routes.get("/metrics") { [self] request, _ in
            _ = try Query(request, [])
            return Response(
                status: .ok,
                headers: [
                    .contentType: "text/plain; version=0.0.4; charset=utf-8",
                    .cacheControl: "no-store",
                ],
                body: ResponseBody(byteBuffer: ByteBuffer(string: try await metrics()))
            )
        }
    }

    private func metrics() async throws -> String {
        var text = MetricsText()
        let time = try await farm.time()
        text.add("build_info", "The program.", .gauge, ["version": farm.facts.version], "1")
        let seconds = Double((time.now - .epoch).microseconds) / 1e6
        text.add("clock_seconds", "The farm's time since 1970.", .gauge, [:], "\(seconds)")
        text.add("clock_speed", "How fast it runs.", .gauge, [:], "\(time.speed)")
        let paused = time.isPaused ? "1" : "0"
        text.add("clock_paused", "1 while time stands still.", .gauge, [:], paused)
        text.add("meters", "Meters of the farm.", .gauge, [:], "\(plan.meters.count)")
        text.add("event_streams", "Streams of events.", .gauge, [:], "\(desk.streams)")
        for number in index.buses {
            let labels = ["bus": plan.buses[number].name]
            let (tally, armed) = try await farm.onBus(number) { bus, _ in
                (bus.tally, bus.faults.states)
            }
            let told = shown(armed)
            text.add(
                "requests_total",
                "Requests that reached a meter.",
                .counter,
                labels,
                "\(tally.requests)"
            )
            text.add(
                "answers_total",
                "Answers that went out over the wire.",
                .counter,
                labels,
                "\(tally.answers)"
            )
            text.add(
                "line_errors_total",
                "Frames that no meter could read, modulo 65536.",
                .counter,
                labels,
                "\(tally.errors)"
            )
            text.add("faults", "Faults that are armed.", .gauge, labels, "\(told.count)")
            for state in told {
                text.add(
                    "fault_strikes_total",
                    "What a fault has struck.",
                    .counter,
                    labels.merging(["fault": state.plan.name]) { $1 },
                    "\(state.tally.fired)"
                )
            }
        }
        return text.text
    }
}

/// Figures with their help, each name's together.
struct MetricsText {
    /// What becomes of a figure with time.
    enum Kind: String {
        case counter, gauge
    }

    private var names: [String] = []
    private var heads: [String: String] = [:]
    private var lines: [String: [String]] = [:]

    /// Adds a figure.
    mutating func add(
        _ name: String,
        _ help: String,
        _ kind: Kind,
        _ labels: [String: String],
        _ value: String
    ) {
        let name = "meterfarm_\(name)"
        if heads[name] == nil {
            names.append(name)
            heads[name] = "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
        }
        let pairs = labels.sorted { $0.key < $1.key }.map {
            "\($0.key)=\"\(Self.escaped($0.value))\""
        }
        let list = pairs.isEmpty ? "" : "{\(pairs.joined(separator: ","))}"
        lines[name, default: []].append("\(name)\(list) \(value)\n")
    }

    /// All of them.
    var text: String {
        names.map { (heads[$0] ?? "") + (lines[$0] ?? []).joined() }.joined()
    }

    private static func escaped(_ value: String) -> String {
        var text = ""
        for character in value {
            switch character {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.append(character)
            }
        }
        return text
    }
}
