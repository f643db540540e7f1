/// The looks of a picture: light, and dark where the reader's screen is.
enum SVGStyle {
    /// The colours of the parts, in an order in which neighbours differ also for colour-blind
    /// eyes; the second column is for a dark ground.
    private static let parts = [
        ("#2a78d6", "#3987e5"), ("#1baf7a", "#199e70"), ("#eda100", "#c98500"),
        ("#008300", "#00a300"), ("#4a3aa7", "#9085e9"), ("#e34948", "#e66767"),
        ("#e87ba4", "#d55181"), ("#eb6834", "#d95926"),
    ]

    /// The class of a tone.
    static func name(_ tone: ChartTone) -> String {
        switch tone {
        case .whole: "w"
        case .part(let index): "p\(index % parts.count)"
        }
    }

    /// The style sheet, with the tones that are used.
    static func sheet(_ tones: [ChartTone]) -> String {
        let light = colours(
            ground: "#fcfcfb",
            ink: "#0b0b0b",
            soft: "#52514e",
            grid: "#e7e6e0",
            axis: "#c3c2b7",
            tones: tones.map { ($0, colour($0, isDark: false)) }
        )
        let dark = colours(
            ground: "#1a1a19",
            ink: "#ffffff",
            soft: "#c3c2b7",
            grid: "#2c2c2a",
            axis: "#4b4a46",
            tones: tones.map { ($0, colour($0, isDark: true)) }
        )
        return """
            text{font:12px system-ui,-apple-system,"Segoe UI",sans-serif}\
            .t{font-size:17px;font-weight:600}.h{font-size:13px;font-weight:600}\
            .n{font-variant-numeric:tabular-nums}.e{text-anchor:end}.c{text-anchor:middle}\
            .g,.m,.x{stroke-width:1;fill:none}\
            .l{stroke-width:1.5;stroke-linejoin:round;stroke-linecap:round;fill:none}\
            .k{stroke-width:3;stroke-linecap:round}.a{stroke:none;fill-opacity:.24}
            \(light)
            @media(prefers-color-scheme:dark){\(dark)}
            """
    }

    private static func colours(
        ground: String,
        ink: String,
        soft: String,
        grid: String,
        axis: String,
        tones: [(ChartTone, String)]
    ) -> String {
        let lines = tones.map { tone, colour in
            ".\(name(tone)){stroke:\(colour);color:\(colour);fill:\(colour)}"
        }
        return ".b{fill:\(ground)}text{fill:\(soft)}.t,.h{fill:\(ink)}.g{stroke:\(grid)}"
            + ".m,.x{stroke:\(axis)}" + lines.joined() + ".l{fill:none}.a{stroke:none}"
    }

    private static func colour(_ tone: ChartTone, isDark: Bool) -> String {
        switch tone {
        case .whole: isDark ? "#ffffff" : "#0b0b0b"
        case .part(let index):
            isDark ? parts[index % parts.count].1 : parts[index % parts.count].0
        }
    }
}
