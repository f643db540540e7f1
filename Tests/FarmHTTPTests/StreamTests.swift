import Documents
import FarmCore
import SimulatedTime
import Testing

@testable import FarmHTTP

@Suite("What streams of events are made of")
struct StreamTests {
    private func change(_ text: String) -> FarmChange {
        FarmChange(
            instant: .epoch,
            meter: nil,
            bus: nil,
            author: .api,
            what: "clock",
            text: text
        )
    }

    @Test("Each reader gets what was done behind what it has, once")
    func hub() {
        let hub = EventHub()
        let before = hub.newest
        hub.note(change("a"))
        hub.note(change("b"))
        let first = hub.changes(after: before)
        #expect(first.changes.map(\.text) == ["a", "b"] && first.newest == 2)
        hub.note(change("c"))
        #expect(hub.changes(after: first.newest).changes.map(\.text) == ["c"])
        #expect(hub.changes(after: 3).changes.isEmpty)
    }

    @Test("Of many changes the last ones are kept, in their order")
    func ring() {
        let hub = EventHub()
        for number in 1...EventHub.capacity + 10 { hub.note(change("\(number)")) }
        let kept = hub.changes(after: 0)
        #expect(kept.changes.count == EventHub.capacity)
        #expect(kept.changes.first?.text == "11")
        #expect(kept.changes.last?.text == "\(EventHub.capacity + 10)")
    }

    @Test("A place is free again when nobody holds it")
    func desk() {
        let desk = StreamDesk()
        var places = (0..<StreamDesk.limit).compactMap { _ in desk.enter() }
        #expect(places.count == StreamDesk.limit && desk.enter() == nil)
        places.removeLast()
        #expect(desk.streams == StreamDesk.limit - 1)
        #expect(desk.enter() != nil)
    }

    @Test("A reader is slow when a write lasts a round, and cut off when it lasts two")
    func slow() {
        var rounds = WriteRounds()
        rounds.begins()
        let looks = [rounds.look(), rounds.look()]
        #expect(looks == [false, false] && rounds.isSlow)
        let third = rounds.look()
        #expect(third)
    }

    @Test("Writes that get away make no reader slow")
    func quick() {
        var rounds = WriteRounds()
        for _ in 0..<5 {
            rounds.begins()
            let during = rounds.look()
            rounds.ends()
            let after = rounds.look()
            #expect(!during && !after && !rounds.isSlow)
        }
    }
}

@Suite("What the control API writes")
struct TextTests {
    @Test(
        "Names become words",
        arguments: [
            ("currentTransformerPrimary", "Current transformer primary"),
            ("energy.active.import.t1", "Energy active import T1"),
            ("voltage.l12", "Voltage l12"), ("power.active.total", "Power active total"),
            ("current.n", "Current n"),
        ]
    )
    func title(name: String, words: String) {
        #expect(Words.title(name) == words)
    }

    @Test("Figures of one name stand together behind their help, and labels are escaped")
    func metrics() {
        var text = MetricsText()
        text.add("a", "First.", .counter, ["bus": "x\"y"], "1")
        text.add("b", "Second.", .gauge, [:], "2")
        text.add("a", "First.", .counter, ["fault": "f", "bus": "z"], "3")
        #expect(
            text.text == """
                # HELP meterfarm_a First.
                # TYPE meterfarm_a counter
                meterfarm_a{bus="x\\"y"} 1
                meterfarm_a{bus="z",fault="f"} 3
                # HELP meterfarm_b Second.
                # TYPE meterfarm_b gauge
                meterfarm_b 2

                """
        )
    }
}
