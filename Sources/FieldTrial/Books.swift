import FarmCore
import MeterModels
import Metrology

/// Whether the parts of a meter's energies add up.
enum Books {
    /// What does not add up; nil when all is right.
    static func fault(in machine: MeterMachine) -> String? {
        let (energies, design) = (machine.registers.energies, machine.model.design)
        if design.tariffCount > 1 {
            for lane in 0..<8 {
                let lanes = EnergyLanes(rawValue: 1 << UInt8(lane))
                guard let total = energies.sum(lanes, .total, .total),
                    let parts = energies.sum(lanes, .total, .tariffs), total != parts
                else { continue }
                return "lane \(lane): total \(total), tariffs together \(parts)"
            }
        }
        guard design.keepsPhaseEnergies, design.networks == [.fourWireUnbalanced] else {
            return nil
        }
        let phases = Channel.phases.map { net(energies, $0) }
        let total = net(energies, .total)
        guard !phases.contains(nil), let total else { return nil }
        let sum = phases.compactMap(\.self).reduce(0, +)
        let isExact = (sum - total) % energies.modulus == 0
        return isExact ? nil : "net of the phases \(sum), of the total \(total)"
    }

    private static func net(_ energies: EnergyBank, _ channel: Channel) -> Int64? {
        guard let plus = energies.sum(.activeImport, channel, .total),
            let minus = energies.sum(.activeExport, channel, .total)
        else { return nil }
        return plus - minus
    }
}
