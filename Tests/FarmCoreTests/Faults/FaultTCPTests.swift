import SimulatedTime
import Testing

@testable import FarmCore

private let answer: [UInt8] = [3, 2, 0x01, 0xF4]
private let request: [UInt8] = [3, 0, 0, 0, 1]

@Suite("A fault on a Modbus TCP connection")
struct FaultTCPTests {
    private let right = Reference.mbap(0xFFFF, 5, answer)

    private func struck(_ effects: String...) throws -> OutgoingFrame {
        let bench = FaultBench()
        for (place, effect) in effects.enumerated() {
            bench.engine.arm(try .effect(effect, name: "f\(place)"), at: FaultBench.start)
        }
        return bench.strikes(request).framed(answer, unit: 5, as: .mbap(transaction: 0xFFFF))
    }

    @Test("Without a strike the answer is the frame of the standard")
    func untouched() {
        #expect(right == [0xFF, 0xFF, 0, 0, 0, 5, 5, 3, 2, 0x01, 0xF4])
        let frame = [FaultStrike]().framed(answer, unit: 5, as: .mbap(transaction: 0xFFFF))
        #expect(frame == OutgoingFrame(pieces: [WirePiece(right)]))
    }

    @Test("Each field of the header lies alone, by a number or a step")
    func fields() throws {
        let body = Array(right.dropFirst(6))
        #expect(try struck(#"{ "transactionId": "+1" }"#).bytes == [0, 0, 0, 0, 0, 5] + body)
        #expect(try struck(#"{ "transactionId": 258 }"#).bytes == [1, 2, 0, 0, 0, 5] + body)
        #expect(try struck(#"{ "protocolId": 1 }"#).bytes == [0xFF, 0xFF, 0, 1, 0, 5] + body)
        #expect(try struck(#"{ "length": "+1" }"#).bytes == [0xFF, 0xFF, 0, 0, 0, 6] + body)
        #expect(try struck(#"{ "length": 600 }"#).bytes == [0xFF, 0xFF, 0, 0, 2, 0x58] + body)
        #expect(try struck(#"{ "unit": 7 }"#).bytes == Reference.mbap(0xFFFF, 7, answer))
    }

    @Test("A cut answer keeps the length it should have; extra bytes are not counted")
    func bytes() throws {
        #expect(try struck(#"{ "truncate": 2 }"#).bytes == right.dropLast(2))
        let extra = try struck(#"{ "extra": 2 }"#).bytes
        #expect(Array(extra.prefix(right.count)) == right && extra.count == right.count + 2)
    }

    @Test("There is no checksum to spoil")
    func checksum() throws {
        #expect(try struck(#"{ "checksum": "zero" }"#).bytes == right)
    }

    @Test("A connection is reset in place of the answer, half closed behind it, or cut in it")
    func endings() throws {
        let reset = try struck(#"{ "tcp": "reset" }"#)
        #expect(reset.ending == .resets && reset.pieces == [])
        let half = try struck(#"{ "tcp": "halfClose" }"#)
        #expect(half.ending == .closesSending && half.bytes == right)
        let dropped = try struck(#"{ "tcp": "dropMidFrame" }"#)
        #expect(dropped.ending == .closes && dropped.bytes == Array(right.prefix(5)))
        let first = try struck(#"{ "tcp": "halfClose" }"#, #"{ "tcp": "reset" }"#)
        #expect(first.ending == .closesSending && first.bytes == right)
    }

    @Test("A cut in the answer falls into what is sent, pieces and copies counted")
    func cutPieces() throws {
        let frame = try struck(
            #"{ "duplicate": 1 }"#,
            #"{ "split": { "pieces": 2, "pause": 1 } }"#,
            #"{ "tcp": "dropMidFrame" }"#
        )
        #expect(frame.bytes == right)
        #expect(frame.pieces.count == 2)
    }

    @Test("Header and connection are asked for apart from meter and frame")
    func layers() throws {
        let bench = FaultBench(
            try .effect(#"{ "transactionId": 7 }"#, name: "a"),
            try .effect(#"{ "truncate": 1 }"#, name: "b"),
            try .effect(#""noReply""#, name: "c")
        )
        func names(_ layers: FaultLayer) -> [String] {
            bench.engine.strikes(layers, bench.exchange(request), at: FaultBench.start)
                .map(\.plan.name)
        }
        #expect(names(.tcp) == ["a"])
        #expect(names([.meter, .frame]) == ["b", "c"])
        #expect(names([.meter, .frame, .tcp]) == ["a", "b", "c"])
        #expect(names(.connection) == [])
        #expect(bench.engine.states.map(\.tally.fired) == [2, 2, 2])
    }
}

@Suite("A fault of connections")
struct FaultAdmissionTests {
    private func admission(_ bench: FaultBench, _ client: String = "10.0.0.1", open: Int = 0)
        -> FaultAdmission
    {
        bench.engine.admission(client: client, connections: open, at: FaultBench.start)
    }

    @Test("A client is turned away, or let in to silence, and everybody else is let in")
    func welcome() throws {
        let target = #", "target": { "client": "10.0.*" }"#
        let refusing = FaultBench(try .effect(#"{ "connection": "refuse" }"#, more: target))
        #expect(admission(refusing) == .refuse)
        #expect(admission(refusing, "192.168.0.1") == .accept)
        let silent = FaultBench(try .effect(#"{ "connection": "silent" }"#, more: target))
        #expect(admission(silent) == .silent)
    }

    @Test("A limit meets only the connections that are one too many")
    func limit() throws {
        let limit = #"{ "connectionLimit": { "limit": 2, "whenFull": "dropOldest" } }"#
        let bench = FaultBench(try .effect(limit))
        #expect(admission(bench, open: 0) == .accept)
        #expect(admission(bench, open: 1) == .accept)
        #expect(admission(bench, open: 2) == .dropOldest)
        #expect(bench.engine.states.first?.tally.matched == 1)
        let refusing = FaultBench(
            try .effect(#"{ "connectionLimit": { "limit": 0, "whenFull": "refuse" } }"#)
        )
        #expect(admission(refusing, open: 0) == .refuse)
    }

    @Test("The trigger counts connections, the first fault that strikes decides")
    func trigger() throws {
        let bench = FaultBench(
            try .effect(#"{ "connection": "silent" }"#, more: #", "trigger": { "every": 3 }"#),
            try .effect(
                #"{ "connectionLimit": { "limit": 1, "whenFull": "refuse" } }"#,
                name: "limit"
            )
        )
        let found = (0..<6).map { _ in admission(bench, open: 1) }
        #expect(found == [.refuse, .refuse, .silent, .refuse, .refuse, .silent])
        #expect(bench.reports.map(\.fault) == ["limit", "limit", "f", "limit", "limit", "f"])
        #expect(
            bench.reports.last?.description
                == "fault \"f\" fired for the 2nd time (connection silent) on bus rs485-1: a "
                + "connection from 10.0.0.1"
        )
    }

    @Test("It strikes no request, and a fault of another layer no connection")
    func apart() throws {
        let bench = FaultBench(
            try .effect(#"{ "connection": "refuse" }"#),
            try .effect(#""noReply""#, name: "other")
        )
        #expect(bench.strikes(request).map(\.plan.name) == ["other"])
        let silent = FaultBench(try .effect(#""noReply""#))
        #expect(admission(silent) == .accept)
    }
}
