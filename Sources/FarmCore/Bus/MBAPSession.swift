internal import ModbusProtocol
internal import SimulatedTime

/// A Modbus TCP connection to a bus.
public final class MBAPSession: LineSession {
    private let bus: Bus
    private var decoder = MBAPDecoder()
    private let deferred = DeferredAnswer<MBAPFrame>()

    /// A fresh connection.
    public init(bus: Bus) {
        self.bus = bus
    }

    /// Answers every request that is complete, in order.
    public func receive(
        _ bytes: Span<UInt8>,
        at hostTime: Int64,
        into actions: inout LineActions
    ) {
        decoder.receive(bytes)
        answerAll(at: hostTime, into: &actions)
    }

    /// The answer that was waited for goes out, and what came behind the request is answered.
    public func proceed(at hostTime: Int64, into actions: inout LineActions) {
        guard let (frame, response) = deferred.take() else { return }
        if let response {
            MBAPEncoder.append(
                transaction: frame.transaction,
                unit: frame.unit,
                pdu: response,
                into: &actions.output
            )
        }
        answerAll(at: hostTime, into: &actions)
    }

    /// How to get the line's attention.
    public func attach(attention: @escaping () -> Void) { deferred.attention = attention }

    /// Whether a request waits for the disk.
    public var isWaiting: Bool { deferred.isWaiting }

    private func answerAll(at hostTime: Int64, into actions: inout LineActions) {
        let now = bus.time.now(at: hostTime)
        while !deferred.isWaiting, let event = decoder.next() {
            switch event {
            case .frame(let frame):
                let pdu = decoder.bytes(of: frame)
                answer(frame, pdu, at: now, into: &actions.output)
            case .discarded: continue
            case .close:
                actions.closes = true
                return
            }
        }
    }

    /// TCP has no use for silences.
    public func timeout(at hostTime: Int64, into actions: inout LineActions) {}

    /// Nothing is kept of a connection.
    public func closed() {}

    private func answer(
        _ frame: MBAPFrame,
        _ pdu: ArraySlice<UInt8>,
        at now: Instant,
        into output: inout [UInt8]
    ) {
        switch route(frame.unit) {
        case .broadcast:
            if bus.broadcast(pdu, at: now, for: deferred) == .later { deferred.wait(with: frame) }
        case .nobody(let exception): refuse(frame, pdu, exception, into: &output)
        case .unit(let index):
            let start = MBAPEncoder.begin(
                transaction: frame.transaction,
                unit: frame.unit,
                in: &output
            )
            let answer = bus.answer(pdu, unit: index, at: now, for: deferred, into: &output)
            if answer == .reply {
                MBAPEncoder.finish(from: start, in: &output)
            } else {
                MBAPEncoder.cancel(from: start, in: &output)
            }
            switch answer {
            case .later: deferred.wait(with: frame)
            case .absent: refuse(frame, pdu, .gatewayTargetFailedToRespond, into: &output)
            case .reply, .silence: break
            }
        }
    }

    private enum Route {
        case unit(Int)
        case broadcast
        case nobody(ModbusException)
    }

    /// Modbus messaging on TCP/IP: 0 and 255 are "the device" where there is a single one; on a
    /// bus of several, 0 is the serial broadcast and 248 to 255 lead nowhere.
    private func route(_ unit: UInt8) -> Route {
        if let index = bus.index(of: unit) { return .unit(index) }
        switch unit {
        case 0: return bus.meterCount == 1 ? .unit(0) : .broadcast
        case 255 where bus.meterCount == 1: return .unit(0)
        case 248...255: return .nobody(.gatewayPathUnavailable)
        default: return .nobody(.gatewayTargetFailedToRespond)
        }
    }

    private func refuse(
        _ frame: MBAPFrame,
        _ pdu: ArraySlice<UInt8>,
        _ exception: ModbusException,
        into output: inout [UInt8]
    ) {
        guard bus.foreignUnit == .exception, let function = pdu.first else { return }
        MBAPEncoder.append(
            transaction: frame.transaction,
            unit: frame.unit,
            pdu: [function | 0x80, exception.rawValue],
            into: &output
        )
    }
}
