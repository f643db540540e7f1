import MBusProtocol
import TestSupport

/// A device of three telegrams, which notes what it is asked.
struct TestDevice: MBusDevice {
    var primaryAddress: UInt8 = 5
    var secondaryAddress = SecondaryAddress(
        identification: IdentificationNumber(packed: 0x1234_5678),
        manufacturer: 0x0443,
        version: 7
    )
    var fabricationNumber: IdentificationNumber? = IdentificationNumber(packed: 0x0099_8877)
    var linkProfile = MBusSlaveProfile()
    var telegrams = 3
    var alarm: UInt8?
    var knowsCommands = true
    /// How many bytes a telegram has besides its four.
    var padding = 0
    private(set) var performed: [MBusCommand] = []
    private(set) var readouts: [MBusReadout] = []

    mutating func appendTelegram(
        _ index: Int,
        _ readout: MBusReadout,
        accessNumber: UInt8,
        into output: inout [UInt8]
    ) -> Bool {
        // A device that fails may have appended something before.
        output.append(0x72)
        guard index < (readout.isSelective ? 1 : telegrams) else { return false }
        readouts.append(readout)
        output += [UInt8(index), accessNumber, readout.isSelective ? 1 : 0]
        output += [UInt8](repeating: 0, count: padding)
        return true
    }

    mutating func appendAlarm(into output: inout [UInt8]) -> Bool {
        guard let alarm else { return false }
        output += [0x71, alarm]
        return true
    }

    mutating func perform(_ command: MBusCommand) -> Bool {
        performed.append(command)
        if case .setPrimaryAddress(let address) = command { primaryAddress = address }
        if case .setSecondaryAddress(let address) = command { secondaryAddress = address }
        return knowsCommands
    }
}

/// A slave with its device, asked with the bodies of frames.
struct Bench {
    var slave = MBusSlave()
    var device = TestDevice()

    /// What comes back for the body of a frame: nothing, `E5`, or the body of the answer.
    mutating func ask(_ body: [UInt8]) -> String {
        guard let frame = LinkFrame(body: body) else { return "no frame" }
        var output: [UInt8] = [0xAA]
        let answer = slave.answer(frame, device: &device, into: &output)
        precondition(output.first == 0xAA)
        var decoder = LinkDecoder()
        let heard = decoder.hear([Array(output.dropFirst())])
        precondition(decoder.errors == 0 && decoder.isIdle && heard.count <= 1)
        switch (answer, heard.first) {
        case (.silence, nil): return ""
        case (.acknowledgement, .acknowledgement): return "E5"
        case (.telegram, .long(let control, let address, _, _)?):
            precondition(control == .rspUD && address == device.primaryAddress)
            return text(heard[0].body.dropFirst(2))
        default: return "answer and bytes differ"
        }
    }

    mutating func ask(_ body: String) -> String { ask(hex(body)) }

    /// The number of the telegram that comes for a REQ_UD2, from 1; nil for anything else.
    mutating func telegram(_ body: String) -> Int? {
        let answer = hex(ask(body))
        return answer.first == 0x72 ? Int(answer[1]) + 1 : nil
    }

    /// What comes back for the selection of the whole address.
    mutating func select() -> String {
        ask([0x53, 0xFD, 0x52] + device.secondaryAddress.bytes)
    }
}
