import Documents
import Testing

@testable import FarmHTTP

@Suite("What waits to be delivered")
struct DeliveryQueueTests {
    private func event(_ number: Int) -> EventNews.Event {
        EventNews.Event(name: "change", data: ["what": .integer(number)])
    }

    private func body(_ number: Int) -> DeliveryQueue.Step {
        let head = #""event":"change","webhook":"ci","delivery":\#(number)"#
        return .post(Array("{\(head),\"what\":\(number)}".utf8))
    }

    @Test("Deliveries go out in order, and each says which it is")
    func order() {
        var queue = DeliveryQueue("ci")
        for number in 1...3 { queue.take(event(number)) }
        #expect(queue.waiting == 3)
        for number in 1...3 {
            let step = queue.next()
            #expect(step == body(number))
            queue.succeeded()
        }
        let last = queue.next()
        #expect(last == .nothing)
        #expect(queue.sent == 3 && queue.failed == 0 && queue.waiting == 0)
        #expect(queue.lastError == nil)
    }

    @Test("A delivery is tried five times, the pauses grow, and the next has its turn then")
    func giveUp() {
        var queue = DeliveryQueue("ci")
        queue.take(event(1))
        queue.take(event(2))
        var pauses: [Int64] = []
        for attempt in 1...DeliveryQueue.attempts {
            let step = queue.next()
            #expect(step == body(1))
            queue.failed("attempt \(attempt)")
            #expect(queue.failed == (attempt < DeliveryQueue.attempts ? 0 : 1))
            guard attempt < DeliveryQueue.attempts, case .pause(let pause) = queue.next() else {
                continue
            }
            pauses.append(pause)
        }
        #expect(pauses == [1000, 2000, 4000, 8000])
        #expect(queue.lastError == "attempt 5" && queue.waiting == 1)
        let next = queue.next()
        #expect(next == body(2))
    }

    @Test("What is taken at a later attempt is sent, not failed")
    func retry() {
        var queue = DeliveryQueue("ci")
        queue.take(event(1))
        _ = queue.next()
        queue.failed("answered with status 500")
        let pause = queue.next()
        #expect(pause == .pause(1000))
        let again = queue.next()
        #expect(again == body(1))
        queue.succeeded()
        #expect(queue.sent == 1 && queue.failed == 0)
        #expect(queue.lastError == "answered with status 500")
    }

    @Test("Where too many wait, the oldest is dropped, never the one that is tried")
    func bound() {
        var queue = DeliveryQueue("ci")
        queue.take(event(1))
        _ = queue.next()
        for number in 2...DeliveryQueue.capacity + 3 { queue.take(event(number)) }
        #expect(queue.waiting == DeliveryQueue.capacity + 1)
        #expect(queue.failed == 2 && queue.lastError?.contains("1000") == true)
        queue.succeeded()
        let next = queue.next()
        #expect(next == body(4))
    }
}
