internal import MeterModels

extension RegisterSource {
    /// What stands in a register with this source.
    var content: RegisterView.Content {
        switch self {
        case .quantity: .quantity
        case .setting: .setting
        case .constant, .number: .constant
        case .text: .text
        case .words: .words
        case .serialNumber: .serialNumber
        case .clock, .dateTime: .clock
        case .loadCurve: .loadCurve
        case .command, .commandInterface: .command
        case .unavailable: .unavailable
        }
    }
}

extension BitSource {
    /// What a bit with this source shows.
    var content: RegisterView.Content {
        switch self {
        case .quantityBit: .quantity
        case .partialRuns: .partialCounter
        case .constant: .constant
        }
    }
}

extension RecordSource {
    /// What stands in a record with this source.
    var content: RegisterView.Content {
        switch self {
        case .quantity: .quantity
        case .setting: .setting
        case .constant: .constant
        case .data: .words
        case .fabricationNumber: .serialNumber
        case .identification: .identification
        case .address: .address
        case .dateTime, .date: .clock
        case .unavailable: .unavailable
        }
    }
}
