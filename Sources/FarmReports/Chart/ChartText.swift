internal import SimulatedTime

/// Sentences that charts share.
enum ChartText {
    /// `Mon 2 Mar 2026, 00:00 to Tue 3 Mar 2026, 00:00 (Europe/Paris)`; whole days without clocks.
    static func period(from start: Instant, length: TimeSpan, zone: CivilZone) -> String {
        let (first, last) = (zone.civil(at: start), zone.civil(at: start + length))
        let clocks = "(\(zone.identifier))"
        if first.time == .midnight, last.time == .midnight, length > .zero {
            let end = last.date.adding(days: -1)
            let from = day(first.date)
            return end == first.date
                ? "\(from) \(clocks)" : "\(from) to \(day(end)) \(clocks)"
        }
        return "\(moment(first)) to \(moment(last)) \(clocks)"
    }

    /// A text in lines of at most so many letters; what needs a fourth line is cut short.
    static func wrapped(_ text: String, at limit: Int) -> [String] {
        var lines = [""]
        for word in text.split(separator: " ") {
            let last = lines[lines.count - 1]
            if last.isEmpty {
                lines[lines.count - 1] = String(word)
            } else if last.count + 1 + word.count <= limit {
                lines[lines.count - 1] = "\(last) \(word)"
            } else if lines.count == 3 {
                lines[2] = "\(last.prefix(max(limit - 2, 0))) …"
                break
            } else {
                lines.append(String(word))
            }
        }
        return lines.filter { !$0.isEmpty }
    }

    private static func day(_ date: CivilDate) -> String {
        "\(TimeTicks.day(date)) \(date.year)"
    }

    private static func moment(_ civil: CivilTime) -> String {
        let isWhole = civil.time.microseconds % 60_000_000 == 0
        return "\(day(civil.date)), \("\(civil.time)".prefix(isWhole ? 5 : 8))"
    }
}

extension Chart {
    /// The chart in words, for who cannot see it.
    var spokenText: String {
        let lines = panels.flatMap { panel in
            panel.series.compactMap { series -> String? in
                guard let range = series.range, let mean = series.mean else { return nil }
                let texts = [range.lowerBound, range.upperBound, mean].map {
                    FixedText.text($0, unit: panel.unit)
                }
                let name = series.label == panel.title ? "" : " \(series.label)"
                return "\(panel.title)\(name): \(texts[0]) to \(texts[1]), mean \(texts[2])."
            }
        }
        return (subtitles.map { $0.hasSuffix(".") ? $0 : "\($0)." } + lines)
            .joined(separator: " ")
    }
}
