internal import Documents
internal import MeterModels

/// One of the measuring inputs of a device that has several, each with a load of its own.
public struct DeviceChannel: Hashable, Sendable {
    /// The name of the device: that of all its entries in the farm file.
    public var device: String
    /// The input, counted from 1.
    public var channel: Int
}

/// Reads which entries of the farm file are one device: `"device": "ecometer-1", "channel": 3`.
final class DeviceChannelReader {
    private var devices: [String: (model: String, taken: [Int: JSONPointer])] = [:]
    private var drivers: [String: (value: JSONValue, pointer: JSONPointer)] = [:]

    /// The channel of an entry; nil for a device of its own, and after complaints.
    func read(_ meter: ObjectReader, _ model: MeterModel?) -> DeviceChannel? {
        let (device, channel) = (meter.optional("device"), meter.optional("channel"))
        guard let node = device ?? channel, let model else { return nil }
        guard let count = model.channels else {
            node.report("\(model.name) has one measuring input; this is of use where it has more")
            return nil
        }
        guard let device, let channel else {
            let missing = device == nil ? "device" : "channel"
            meter.node.report(
                "\"\(missing)\" is missing beside \"\(device == nil ? "channel" : "device")\""
            )
            return nil
        }
        guard let name = Names.read(device), let number = Self.number(channel, 1...count) else {
            return nil
        }
        claim(name, number, of: model, device, channel)
        compareTariffInput(of: name, meter)
        return DeviceChannel(device: name, channel: number)
    }

    /// A number, also as the text that a repeat leaves.
    private static func number(_ node: Node, _ range: ClosedRange<Int>) -> Int? {
        var node = node
        if case .string(let text) = node.value, let number = Int64(text) {
            node = Node(.integer(number), at: node.pointer, log: node.log)
        }
        return node.integer("a measuring input", in: range)
    }

    /// The entries of a device have one tariff input: all that drive it are the same.
    private func compareTariffInput(of device: String, _ meter: ObjectReader) {
        let inputs = meter.optional("inputs")
        var driver = meter.optional("tariffs")
        if let inputs, case .object(let members) = inputs.value, let value = members["tariff"] {
            driver = Node(value, at: inputs.pointer.appending("tariff"), log: inputs.log)
        }
        guard let driver else { return }
        if let other = drivers[device], other.value != driver.value {
            driver.report(
                "drives the tariff input of \"\(device)\" otherwise than \(other.pointer); "
                    + "a device has one"
            )
        } else {
            drivers[device] = (driver.value, driver.pointer)
        }
    }

    private func claim(
        _ name: String,
        _ number: Int,
        of model: MeterModel,
        _ device: Node,
        _ channel: Node
    ) {
        var known = devices[name] ?? (model.id, [:])
        if known.model != model.id {
            device.report("\"\(name)\" is a \(known.model) elsewhere; a device is of one model")
        }
        if let other = known.taken.updateValue(channel.pointer, forKey: number) {
            channel.report("input \(number) of \"\(name)\" is taken by \(other)")
        }
        devices[name] = known
    }
}
