/// Reads path data back into points: the commands `M`, `l`, `h`, `v` and `z`.
struct SVGPoints {
    struct Point: Equatable {
        let x: Double
        let y: Double
        let isStart: Bool
    }

    private(set) var points: [Point] = []

    init(_ path: String) {
        var rest = Array(path)[...]
        var (x, y) = (0.0, 0.0)
        func number() -> Double {
            if rest.first == " " { rest.removeFirst() }
            var text = ""
            if rest.first == "-" { text.append(rest.removeFirst()) }
            while let next = rest.first, next.isNumber || (next == "." && !text.contains(".")) {
                text.append(next)
                rest.removeFirst()
            }
            return Double(text) ?? .nan
        }
        while let command = rest.popFirst() {
            switch command {
            case "M": (x, y) = (number(), number())
            case "l": (x, y) = (x + number(), y + number())
            case "h": x += number()
            case "v": y += number()
            default: continue
            }
            points.append(Point(x: x, y: y, isStart: command == "M"))
        }
    }

    /// Whether a point lies on a line through others, to a hundredth.
    static func passes(_ points: [Point], x: Double, y: Double) -> Bool {
        if points.contains(where: { abs($0.x - x) < 0.01 && abs($0.y - y) < 0.01 }) { return true }
        return zip(points, points.dropFirst()).contains { a, b in
            !b.isStart && a.y == b.y && abs(a.y - y) < 0.01 && a.x <= x && x <= b.x
        }
    }
}

extension [SVGPoints.Point] {
    /// The points of each outline apart.
    var outlines: [[SVGPoints.Point]] {
        reduce(into: []) { outlines, point in
            if point.isStart || outlines.isEmpty { outlines.append([]) }
            outlines[outlines.count - 1].append(point)
        }
    }
}
