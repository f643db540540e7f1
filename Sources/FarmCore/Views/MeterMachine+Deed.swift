internal import MBusProtocol
internal import MeterModels

extension MeterMachine {
    /// What the meter has done that carried out a master's request.
    func deed(of request: WriteLog.Request) -> String {
        switch request {
        case .modbus(let pdu):
            ModbusReading(ModbusADU(pdu: pdu), map: model.modbus, ratios: ratios).deed
        case .mBus(let frame): deed(ofLink: frame)
        }
    }

    private func deed(ofLink frame: [UInt8]) -> String {
        let commands = LinkFrame(body: frame).map(MBusSlave.commands) ?? []
        return commands.filter(accepts).map(\.deed).joined(separator: ", ")
    }
}

extension MBusCommand {
    /// What a meter has done that carried it out.
    fileprivate var deed: String {
        switch self {
        case .setPrimaryAddress(let address): "wrote primary address = \(address)"
        case .setSecondaryAddress(let address):
            "wrote identification number = \(address.identification.digits)"
        case .setIdentification(let number): "wrote identification number = \(number.digits)"
        case .setBaudRate(let rate): "wrote baud rate = \(rate) bit/s"
        case .applicationReset(let part):
            "reset the application" + (part.map { ", part \([$0].hexText)" } ?? "")
        case .synchronise: "kept its values"
        case .write(let records): "wrote \(records.map(\.name).joined(separator: ", "))"
        }
    }
}
