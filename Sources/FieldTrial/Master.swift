import FarmCore
import MeterModels
import SimulatedTime

/// A master on a wire: it asks, waits, gives up, hangs up and comes back, sends rubbish.
///
/// The wire lies between it and its line: it delays, splits and joins, and a serial one is noisy.
final class Master {
    private let name: String
    private let isSerial: Bool
    private let isRude: Bool
    private unowned let trial: Trial
    private var chance: Chance
    private var line: Line?
    /// Connections that the master has left without a word: for the daemon they are still there.
    private var halfOpen: [Line] = []
    private var life: Life?
    private var bus: BusPlan
    private var requests: [(unit: UInt8, draft: RequestDraft)] = []
    private var stream = TCPStream()
    private var inFlight = 0
    private var transaction: UInt16 = 0
    private var visit = 0
    private var lastArrival: Int64 = 0
    private let latency: ClosedRange<Int64>
    private let rest: Int64

    init(_ number: Int, on bus: BusPlan, _ chance: inout Chance, _ trial: Trial) {
        name = "master \(number) on \(bus.name)"
        (self.bus, self.trial) = (bus, trial)
        self.chance = Chance(seed: chance.bits(), .masters)
        isSerial = chance.happens(percent: 40)
        isRude = chance.happens(percent: 30)
        latency = 1000...chance.spread(2000...200_000_000)
        rest = chance.spread(2_000_000...3_000_000_000)
    }

    /// A life has begun: the master connects, sooner or later.
    func begin(_ life: Life, meters: [MeterPlan]) {
        self.life = life
        requests = meters.filter { $0.bus == bus.name }.compactMap { meter in
            RequestDraft(meter.model).map { (meter.address, $0) }
        }
        leave()
        later(chance.spread(1...1_000_000_000)) { $0.connect() }
    }

    /// The life is over, or the master has had enough.
    func leave() {
        visit += 1
        for line in halfOpen + [line].compactMap(\.self) { line.close() }
        (line, halfOpen) = (nil, [])
    }

    private func later(_ delay: Int64, _ body: @escaping (Master) -> Void) {
        let number = visit
        trial.after(delay) { [weak self] in
            guard let self, visit == number else { return }
            body(self)
        }
    }

    private func connect() {
        guard let life, life.isAlive,
            let loop = life.loops.first(where: { $0.bus.name == bus.name })
        else { return }
        (stream, inFlight) = (TCPStream(), 0)
        let number = visit
        let line = Line("\(name) #\(visit)", isSerial: isSerial, bus.line, loop, trial)
        line.heard = { [weak self] bytes in
            guard let self else { return }
            trial.after(delay()) { [weak self] in
                guard let self, visit == number else { return }
                hear(bytes)
            }
        }
        line.wasClosed = { [weak self] in self?.hangUp() }
        self.line = line
        act()
    }

    private func hangUp() {
        if let line, !line.isClosed, chance.happens(percent: 30) {
            halfOpen.append(line)
            trial.chronicle.count("half-open connections")
        } else {
            line?.close()
        }
        line = nil
        visit += 1
        later(chance.spread(1_000_000...3_000_000_000)) { $0.connect() }
    }

    // MARK: Asking

    private func act() {
        guard let life, life.isAlive, !requests.isEmpty else { return }
        if !isSerial, chance.happens(percent: 2) { return hangUp() }
        if isRude, chance.happens(percent: 15) { rubbish() }
        if isSerial {
            send(ask())
            later(chance.number(300_000_000...2_000_000_000)) { $0.giveUp() }
        } else {
            for _ in 0..<chance.number(1...(chance.happens(percent: 20) ? 8 : 1)) { send(ask()) }
            later(chance.number(500_000_000...5_000_000_000)) { $0.giveUp() }
        }
    }

    /// Nobody has answered: the master goes on.
    private func giveUp() {
        guard inFlight > 0 else { return }
        inFlight = 0
        pause()
    }

    private func pause() {
        // After the rest a serial line has been silent for long.
        let silence: Int64 = isSerial ? 60_000_000 : 0
        later(silence + chance.spread(0...rest)) { $0.next() }
    }

    private func next() {
        if inFlight == 0 { act() }
    }

    private func ask() -> (unit: UInt8, pdu: [UInt8]) {
        let target = chance.pick(requests)
        let pdu = target.draft.draw(&chance)
        let unit: UInt8 =
            switch chance.number(0...99) {
            case 0..<88: target.unit
            case 88..<92: 0
            case 92..<94: 255
            default: chance.byte()
            }
        trial.chronicle.count("requests")
        return (unit, pdu)
    }

    private func send(_ request: (unit: UInt8, pdu: [UInt8])) {
        inFlight += 1
        if isSerial {
            let frame = Frames.serial(request.unit, request.pdu)
            let isHarmed = chance.happens(percent: 12)
            transmit(isHarmed ? harmed(frame) : frame, frame: isHarmed ? nil : frame)
        } else {
            transaction &+= 1
            transmit(Frames.tcp(transaction, request.unit, request.pdu), frame: nil)
        }
    }

    /// Flips, loses or inserts bytes, or puts noise around a frame.
    private func harmed(_ frame: [UInt8]) -> [UInt8] {
        var bytes = frame
        let place = chance.number(0...frame.count - 1)
        switch chance.number(0...4) {
        case 0: bytes[place] ^= UInt8(1 << chance.number(0...7))
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(chance.byte(), at: place)
        case 3: bytes = (0..<chance.number(1...12)).map { _ in chance.byte() } + bytes
        default: bytes = Array(bytes.prefix(place))
        }
        trial.chronicle.count("harmed frames")
        return bytes
    }

    /// Sends what no master should.
    private func rubbish() {
        trial.chronicle.count("rubbish")
        let noise = (0..<chance.number(1...40)).map { _ in chance.byte() }
        if isSerial { return transmit(noise, frame: nil) }
        let request = ask()
        var frame = Frames.tcp(0xBAD, request.unit, request.pdu)
        switch chance.number(0...3) {
        case 0: frame[2] = chance.byte() | 1
        case 1: frame[4] = chance.byte() | 2
        case 2: frame = Array(frame.prefix(chance.number(1...frame.count - 1)))
        default: frame = noise
        }
        transmit(frame, frame: nil)
    }

    // MARK: The wire

    private func delay() -> Int64 { chance.number(latency) }

    private func transmit(_ bytes: [UInt8], frame: [UInt8]?) {
        guard let line, !bytes.isEmpty else { return }
        var cuts = [0, bytes.count]
        if chance.happens(percent: 30) {
            for _ in 0..<chance.number(1...4) { cuts.append(chance.number(0...bytes.count)) }
        }
        if chance.happens(percent: 3) { cuts = Array(0...bytes.count) }
        cuts.sort()
        var arrival = max(lastArrival, trial.now + delay())
        for (start, end) in zip(cuts, cuts.dropFirst()) where end > start {
            var piece = Line.Piece(bytes: Array(bytes[start..<end]))
            if isSerial {
                piece.isClean = frame != nil
                if end == bytes.count { piece.frame = frame }
            }
            trial.after(arrival - trial.now) { [weak line] in line?.deliver(piece) }
            arrival += pause(inside: frame)
        }
        lastArrival = arrival
    }

    /// Pauses inside a serial frame are shorter than the silence that ends it, as long as it is
    /// spared.
    private func pause(inside frame: [UInt8]?) -> Int64 {
        guard isSerial else { return chance.spread(0...50_000_000) }
        let isLong = frame == nil && chance.happens(percent: 10)
        return isLong ? 100_000_000 : chance.number(0...2_000_000)
    }

    private func hear(_ bytes: [UInt8]) {
        if isSerial {
            inFlight = 0
        } else {
            inFlight = max(0, inFlight - stream.receive(bytes).count)
        }
        if inFlight == 0 { pause() }
    }
}
