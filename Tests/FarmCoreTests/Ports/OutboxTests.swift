import FarmCore
import TestSupport
import Testing

@Suite("An outbox")
struct OutboxTests {
    private func taken(_ outbox: inout Outbox, at time: Int64) -> LineActions {
        var actions = LineActions()
        outbox.take(at: time, into: &actions)
        return actions
    }

    private func output(_ outbox: inout Outbox, at time: Int64) -> [UInt8] {
        taken(&outbox, at: time).output
    }

    @Test("What is due goes out, no earlier")
    func delay() {
        var outbox = Outbox()
        outbox.put(OutgoingFrame(pieces: [WirePiece([1, 2])], delay: 30), at: 100)
        #expect(outbox.nextDue == .some(130) && !outbox.isEmpty)
        #expect(output(&outbox, at: 129) == [])
        #expect(output(&outbox, at: 130) == [1, 2])
        #expect(outbox.nextDue == nil && outbox.isEmpty)
    }

    @Test("Pieces go out one after another, each after its pause")
    func pieces() {
        var outbox = Outbox()
        let pieces = [
            WirePiece([1]), WirePiece([2], pauseBefore: 5), WirePiece([]),
            WirePiece([3], pauseBefore: 7),
        ]
        outbox.put(OutgoingFrame(pieces: pieces), at: 100)
        #expect(output(&outbox, at: 100) == [1])
        #expect(outbox.nextDue == .some(105))
        #expect(output(&outbox, at: 111) == [2])
        #expect(output(&outbox, at: 112) == [3])
    }

    @Test("A late wake-up sends all that is due in one run")
    func lateWakeUp() {
        var outbox = Outbox()
        outbox.put(OutgoingFrame(pieces: [WirePiece([1]), WirePiece([2], pauseBefore: 5)]), at: 0)
        outbox.put(OutgoingFrame([3]), at: 1)
        #expect(output(&outbox, at: 50) == [1, 2, 3])
    }

    @Test("Nothing overtakes: what is put in behind a delay waits for it")
    func order() {
        var outbox = Outbox()
        outbox.put(OutgoingFrame(pieces: [WirePiece([1])], delay: 100), at: 0)
        outbox.put(OutgoingFrame([2]), at: 10)
        #expect(output(&outbox, at: 99) == [])
        #expect(output(&outbox, at: 100) == [1, 2])
    }

    @Test(
        "The ending comes with the last piece, and nothing after it",
        arguments: [
            LineActions.Ending.closes, .resets, .closesSending,
        ]
    )
    func ending(_ ending: LineActions.Ending) {
        var outbox = Outbox()
        let pieces = [WirePiece([1]), WirePiece([2], pauseBefore: 5)]
        outbox.put(OutgoingFrame(pieces: pieces, ending: ending), at: 0)
        outbox.put(OutgoingFrame([3]), at: 0)
        #expect(taken(&outbox, at: 4).ending == .stays)
        let last = taken(&outbox, at: 5)
        #expect(last.output == [2] && last.ending == ending)
        #expect(outbox.ending == ending && outbox.isEmpty)
        outbox.put(OutgoingFrame([4]), at: 6)
        outbox.put(OutgoingFrame(pieces: [WirePiece([5])], release: .withNextRequest), at: 6)
        outbox.noteRequest(at: 7)
        #expect(taken(&outbox, at: 100) == LineActions())
    }

    @Test("An ending without bytes takes its delay")
    func bareEnding() {
        var outbox = Outbox()
        outbox.put(OutgoingFrame(pieces: [], delay: 20, ending: .resets), at: 100)
        #expect(taken(&outbox, at: 119).ending == .stays)
        #expect(taken(&outbox, at: 120).ending == .resets)
    }

    @Test("A frame that waits for a request goes out with it, before its answer")
    func nextRequest() {
        var outbox = Outbox()
        let late = OutgoingFrame(pieces: [WirePiece([1])], delay: 3, release: .withNextRequest)
        outbox.put(late, at: 0)
        #expect(outbox.isEmpty && output(&outbox, at: 1000) == [])
        outbox.noteRequest(at: 1000)
        outbox.put(OutgoingFrame([2]), at: 1001)
        #expect(outbox.nextDue == .some(1003))
        #expect(output(&outbox, at: 1003) == [1, 2])
    }

    @Test("A frame that waits for an answer goes out with its first piece, several in order")
    func nextReply() {
        var outbox = Outbox()
        for byte in UInt8(1)...2 {
            let pieces = [WirePiece([byte])]
            outbox.put(OutgoingFrame(pieces: pieces, release: .withNextReply), at: 0)
        }
        outbox.noteRequest(at: 5)
        #expect(outbox.isEmpty)
        let pieces = [WirePiece([3]), WirePiece([4], pauseBefore: 5)]
        outbox.put(OutgoingFrame(pieces: pieces), at: 10)
        #expect(output(&outbox, at: 10) == [1, 2, 3])
        #expect(output(&outbox, at: 15) == [4])
    }

    @Test("It is bounded: full by bytes, by runs, and what is held gives way")
    func bounds() {
        var bytes = Outbox()
        let large = OutgoingFrame([UInt8](repeating: 0, count: Outbox.byteLimit))
        bytes.put(large, at: 0)
        #expect(bytes.isFull)
        _ = output(&bytes, at: 0)
        #expect(!bytes.isFull)
        var runs = Outbox()
        for _ in 0..<Outbox.entryLimit { runs.put(OutgoingFrame([1]), at: 0) }
        #expect(runs.isFull)
        var held = Outbox()
        for number in 0...Outbox.heldLimit {
            let pieces = [WirePiece([UInt8(number)])]
            held.put(OutgoingFrame(pieces: pieces, release: .withNextRequest), at: 0)
        }
        #expect(output(&held, at: 0) == [0])
        held.noteRequest(at: 1)
        #expect(output(&held, at: 1) == Array(1...UInt8(Outbox.heldLimit)))
    }

    @Test("A delay beyond all time neither fails nor comes")
    func endless() {
        var outbox = Outbox()
        outbox.put(OutgoingFrame(pieces: [WirePiece([1])], delay: .max), at: 100)
        #expect(outbox.nextDue == .some(.max))
        #expect(output(&outbox, at: .max - 1) == [])
    }

    @Test("Whatever is put in comes out once, in order, and never early", arguments: 0..<50)
    func anything(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var outbox = Outbox()
        var time: Int64 = 0
        var put: [UInt8] = []
        var out: [UInt8] = []
        var earliest: [UInt8: Int64] = [:]
        for number in UInt8(0)..<100 {
            let delay = Int64.random(in: 0...200, using: &random)
            outbox.put(OutgoingFrame(pieces: [WirePiece([number])], delay: delay), at: time)
            put.append(number)
            earliest[number] = time + delay
            time += Int64.random(in: 0...50, using: &random)
            for byte in output(&outbox, at: time) {
                out.append(byte)
                #expect(earliest[byte] ?? .max <= time, "seed \(seed)")
            }
        }
        out += output(&outbox, at: time + 1000)
        #expect(out == put, "seed \(seed)")
    }
}
