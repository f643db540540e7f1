import FarmCore
import MeterModels
import Metrology
import ModbusProtocol

/// Remembers the greatest energies that masters were told: none may ever be told a smaller one.
final class Witness {
    private struct Place: Hashable {
        let meter: String
        let isInput: Bool
        let address: UInt16
    }

    private struct Seen {
        var number: Double
        let quantity: Quantity
        let register: CompiledRegister
    }

    private var seen: [Place: Seen] = [:]

    /// How many energies were looked at.
    private(set) var looks = 0

    /// A meter has answered a request; returns what is wrong with the answer.
    func look(_ request: [UInt8], _ response: [UInt8], meter: String, _ model: MeterModel)
        -> String?
    {
        guard let map = model.modbus, request.count == 5, request[0] == 3 || request[0] == 4,
            response.first == request[0], response.count > 2
        else { return nil }
        let start = Int(request[1]) << 8 | Int(request[2])
        let end = start + (response.count - 2) / 2
        let isInput = request[0] == 4
        for register in isInput ? map.input : map.holding {
            guard Int(register.address) >= start, register.end <= end,
                case .quantity(let quantity) = register.source,
                case .energy(let index) = quantity, index.minus == [],
                register.flags.contains(.readable)
            else { continue }
            let offset = 2 + 2 * (Int(register.address) - start)
            guard
                let number = Registers.number(
                    response[offset..<offset + 2 * Int(register.words)],
                    register
                )
            else { continue }
            let place = Place(meter: meter, isInput: isInput, address: register.address)
            let earlier = seen[place]?.number
            looks += 1
            seen[place] = Seen(number: number, quantity: quantity, register: register)
            if let earlier, number < earlier,
                !hasRolledOver(from: earlier, to: number, register, model)
            {
                return "register \(register.address) (\(quantity)) was \(earlier) and is \(number)"
            }
        }
        return nil
    }

    /// What was told of a meter may become less: a reset, another ratio, another network.
    func excuse(_ meter: String, _ before: MeterMachine, _ after: MeterMachine) {
        for (place, known) in seen where place.meter == meter {
            guard let old = before.value(of: known.quantity),
                let new = after.value(of: known.quantity), new >= old
            else {
                seen[place] = nil
                continue
            }
        }
    }

    /// What was told of a meter is void.
    func forget(_ meter: String) { seen = seen.filter { $0.key.meter != meter } }

    /// Whether a smaller number is a later one: the meter's energy has rolled over, or a register
    /// too narrow for it has.
    ///
    /// How often it did that nobody knows behind great ratios; but whoever steps back goes by a
    /// little.
    private func hasRolledOver(
        from earlier: Double,
        to number: Double,
        _ register: CompiledRegister,
        _ model: MeterModel
    ) -> Bool {
        let rollover = register.scale.number(from: model.design.energyRollover)
        let width = Double(UInt64(1) << UInt64(min(16 * Int(register.words), 63)))
        if earlier > 0.9 * rollover { return true }
        guard register.flags.contains(.counter), width < rollover else { return false }
        let forward = (number - earlier).truncatingRemainder(dividingBy: width)
        return (forward < 0 ? forward + width : forward) < width * 15 / 16
    }
}
