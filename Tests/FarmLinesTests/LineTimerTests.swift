import FarmCore
import NIOCore
import Testing

@testable import FarmLines

@Suite("A line's timer")
struct LineTimerTests {
    private final class Owner: LineTimerOwner {
        var fired = 0
        func timerFired(at hostTime: Int64) { fired += 1 }
    }

    @Test("arming it with every byte leaves one wake-up, not thousands")
    func oneWakeUp() async throws {
        try await withHost { host in
            let loop = host.loops[0]
            let scheduled = try await loop.perform { () throws(LineError) in
                let owner = Owner()
                let timer = LineTimer(on: loop.eventLoop, owner: owner)
                let now = HostClock.now()
                for byte in 0..<10_000 {
                    timer.apply(.armed(after: 60_000_000_000), at: now + Int64(byte))
                    if byte % 3 == 0 { timer.apply(.disarmed, at: now) }
                }
                timer.apply(.unchanged, at: now)
                #expect(timer.firesAt == nil)
                let count = timer.wakeUpsScheduled
                timer.apply(.armed(after: .max), at: now)
                #expect(timer.firesAt == now + LineTimer.longest)
                timer.apply(.armed(after: -5), at: now)
                #expect(timer.firesAt == now)
                timer.cancel()
                return count
            }
            #expect(scheduled == 1)
        }
    }

    @Test("a bus's loop is chosen by its number")
    func loops() async throws {
        try await withHost(threads: 2) { host in
            #expect(host.loops.count == 2)
            #expect(host.loop(forBus: 0).eventLoop === host.loop(forBus: 2).eventLoop)
            #expect(host.loop(forBus: 0).eventLoop !== host.loop(forBus: 1).eventLoop)
        }
    }
}
