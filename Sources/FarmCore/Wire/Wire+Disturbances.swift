internal import ModbusProtocol

/// Noise and other masters.
extension Wire {
    /// How long a foreign device takes to answer, nanoseconds.
    static let foreignResponseTime: Int64 = 20_000_000

    private static let foreignOrigin = RequestOrigin(client: "foreign", connection: -1)

    /// Lets the disturbance come whose time it is.
    func disturb() {
        guard let (disturbance, due) = schedule.take(at: horizon) else { return }
        switch disturbance {
        case .noise: makeNoise(at: due)
        case .foreign(let index):
            guard conditions.foreignTraffic.indices.contains(index) else { return }
            poll(conditions.foreignTraffic[index], at: due)
        }
    }

    /// A burst; on a line without time it hits what is sent next, as nothing is ever under way.
    private func makeNoise(at due: Int64) {
        guard let length = conditions.noise?.length, length > 0 else { return }
        guard !isInstant else { return damage.expectBurst(of: length) }
        let bytes = damage.noise(min(length, LineDamage.longestBurst))
        let source = Transmission.Source(framing: .rtu, format: nil, origin: Self.foreignOrigin)
        put(bytes, from: .noise, source, at: due, CharacterPace(line.format, .rtu))
    }

    /// Another master polls, and its device answers.
    private func poll(_ traffic: LineConditions.ForeignTraffic, at due: Int64) {
        let source = Transmission.Source(framing: .rtu, format: nil, origin: Self.foreignOrigin)
        let pace = isInstant ? CharacterPace.instant : CharacterPace(line.format, .rtu)
        let request = frame(traffic.request, of: traffic)
        guard let poll = put(request, from: .foreignMaster, source, at: due, pace),
            let answer = traffic.answer
        else { return }
        // Without time the answer must still come behind the request.
        let pause = isInstant ? 1000 : Self.foreignResponseTime
        put(frame(answer, of: traffic), from: .foreignMeter, source, at: poll.end + pause, pace)
    }

    private func frame(_ pdu: [UInt8], of traffic: LineConditions.ForeignTraffic) -> [UInt8] {
        var frame: [UInt8] = []
        let start = RTUEncoder.begin(unit: traffic.unit, in: &frame)
        frame += pdu
        RTUEncoder.finish(from: start, in: &frame)
        return frame
    }
}
