import Documents
import Foundation
import FoundationXML
import LoadProfiles
import SimulatedTime
import TestSupport
import Testing

@testable import FarmReports

@Suite("Pictures")
struct PictureTests {
    /// An SVG file as its elements with their attributes and texts; fails on what is not XML.
    private final class Elements: NSObject, XMLParserDelegate {
        var found: [(name: String, attributes: [String: String], text: String)] = []

        func parser(
            _ parser: XMLParser,
            didStartElement name: String,
            namespaceURI: String?,
            qualifiedName: String?,
            attributes: [String: String]
        ) {
            found.append((name, attributes, ""))
        }

        func parser(_ parser: XMLParser, foundCharacters text: String) {
            if !found.isEmpty { found[found.count - 1].text += text }
        }
    }

    private func elements(_ bytes: [UInt8]) throws -> Elements {
        let elements = Elements()
        let parser = XMLParser(data: Data(bytes))
        parser.delegate = elements
        #expect(parser.parse(), "\(String(describing: parser.parserError))")
        return elements
    }

    private func chart(_ columns: [ColumnSummary?], title: String = "a load") -> Chart {
        Chart(
            title: title,
            subtitles: ["for a test"],
            start: TestFarm.start,
            length: .days(1),
            zone: .utc,
            panels: [
                ChartPanel(
                    title: "Active power",
                    unit: "W",
                    series: [ChartSeries(label: "total", tone: .whole, columns: columns)]
                )
            ]
        )
    }

    @Test("A picture is XML with a title, a description, labels with units and local times")
    func structure() throws {
        let columns = (0..<440).map {
            ColumnSummary(low: Double($0), high: Double($0) + 900, mean: Double($0) + 400)
        }
        let bytes = SVGPicture.bytes(chart(columns, title: "<a> & \"b\" \u{1}"), width: 960)
        let found = try elements(bytes).found
        let root = try #require(found.first)
        #expect(root.attributes["role"] == "img")
        #expect(root.attributes["aria-labelledby"] == "title desc")
        #expect(found.first { $0.name == "title" }?.text.trimmed == "<a> & \"b\"")
        let spoken = found.first { $0.name == "desc" }?.text
        #expect(spoken?.contains("Active power total: 0 W to 1.34 kW, mean 620 W.") == true)
        let texts = found.filter { $0.name == "text" }.map(\.text.trimmed)
        #expect(texts.contains("Active power, kW"))
        #expect(texts.contains("06:00"))
        #expect(
            found.contains { $0.name == "style" && $0.text.contains("prefers-color-scheme:dark") }
        )
        #expect(!String(decoding: bytes, as: UTF8.self).contains("http://www.w3.org/1999/xlink"))
        #expect(bytes == SVGPicture.bytes(chart(columns, title: "<a> & \"b\" \u{1}"), width: 960))
    }

    @Test(
        "Everything stands inside the picture, whatever its size",
        arguments: [1, 240, 333, 2000]
    )
    func inside(width: Int) throws {
        let count = SVGPicture.columns(width: width)
        let columns = (0..<count).map { index -> ColumnSummary? in
            let value = Double(index % 17) - 5
            return ColumnSummary(low: value - 1, high: value + 1, mean: value)
        }
        let found = try elements(SVGPicture.bytes(chart(columns), width: width, height: 10)).found
        let root = try #require(found.first?.attributes)
        let right = try #require(root["width"].flatMap { Double($0) })
        let bottom = try #require(root["height"].flatMap { Double($0) })
        for text in found where text.name == "text" {
            let x = try #require(text.attributes["x"].flatMap { Double($0) })
            let y = try #require(text.attributes["y"].flatMap { Double($0) })
            #expect((0...right).contains(x) && (0...bottom).contains(y), "\(text)")
        }
        let line = try #require(found.last { $0.attributes["class"] == "w l" })
        let points = SVGPoints(line.attributes["d"] ?? "").points
        #expect(points.allSatisfy { (0...right).contains($0.x) && (0...bottom).contains($0.y) })
    }

    @Test(
        "A path goes through every column's mean, broken where there is nothing",
        arguments: 0..<20
    )
    func line(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var height = 500
        let heights = (0..<200).map { _ -> Int? in
            if Int.random(in: 0..<12, using: &generator) == 0 { return nil }
            if Bool.random(using: &generator) { height += .random(in: -90...90, using: &generator) }
            return height
        }
        let points = SVGPoints(SVGPath.line(heights, left: 60)).points
        for (column, height) in heights.enumerated() {
            let x = Double(60 + column * SVGPath.pitch + SVGPath.pitch / 2)
            guard let height else { continue }
            let isThere = SVGPoints.passes(points, x: x, y: Double(height) / 10)
            #expect(isThere, "column \(column), seed \(seed)")
        }
        let pieces = heights.split(separator: nil).count
        #expect(points.filter(\.isStart).count == pieces, "seed \(seed)")
    }

    @Test("A band is the outline of its columns", arguments: 0..<20)
    func band(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let spans = (0..<60).map { _ -> Range<Int>? in
            guard Int.random(in: 0..<5, using: &generator) > 0 else { return nil }
            let top = Int.random(in: 100...200, using: &generator)
            return top..<top + .random(in: 2...60, using: &generator)
        }
        let points = SVGPoints(SVGPath.band(spans, left: 0)).points
        // The area of the outlines (shoelace) is that of the columns.
        var area = 0.0
        for outline in points.outlines {
            for (a, b) in zip(outline, outline.dropFirst() + outline.prefix(1)) {
                area += a.x * b.y - b.x * a.y
            }
        }
        let expected = spans.compactMap { $0?.count }.reduce(0, +) * SVGPath.pitch
        #expect(abs(abs(area) / 2 - Double(expected)) < 1e-9, "seed \(seed)")
    }

    @Test("A week of restless seconds is a small file")
    func size() throws {
        let bytes = try #require(TestFarm.library.find("household", kind: .loads, from: "")?.bytes)
        let profile = try TestFarm.load(String(decoding: bytes, as: UTF8.self))
        let pictures = try LoadGallery.pictures(try LoadChart(profile, name: "household"))
        #expect(pictures.prefix(2).map(\.file) == ["household-day.svg", "household-week.svg"])
        for picture in pictures {
            #expect(picture.bytes.count < 80_000, "\(picture.file): \(picture.bytes.count) bytes")
        }
    }

    @Test("Summer is drawn where it differs, and not where it does not")
    func seasons() throws {
        let flat = try TestFarm.load(
            "{ \"phases\": { \"all\": { \"activePower\": 100, \"powerFactor\": 1 } } }"
        )
        let files = try LoadGallery.pictures(try LoadChart(flat, name: "flat")).map(\.file)
        #expect(files == ["flat-day.svg", "flat-week.svg"])
        let seasonal = try TestFarm.load(
            """
            { "phases": { "l1": { "activePower": { "points":
              [["2026-01-01T00:00:00Z", 900], ["2026-06-01T00:00:00Z", 100]],
              "interpolation": "step" }, "powerFactor": 1 } } }
            """
        )
        let both = try LoadGallery.pictures(try LoadChart(seasonal, name: "heat")).map(\.file)
        #expect(
            both == [
                "heat-day.svg", "heat-week.svg", "heat-day-july.svg", "heat-week-july.svg",
            ]
        )
    }
}

extension String {
    fileprivate var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
